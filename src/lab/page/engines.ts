/**
 * The engines of one page: those that wait for a run, and what new ones start from. All labs of a page share them, because each takes
 * some fifty megabytes or more; and each serves one run.
 */
import type { RawOutcome } from '../../contract/raw.ts';
import type { Boot, SideJob, Snapshot } from '../protocol.ts';
import { rehearsal } from './rehearsal.ts';
import { startEngine, type Connection, type EngineHandle, type Timeouts } from './engine-handle.ts';

/** Snapshots by the first message of the engines that they are of. */
export interface Snapshots {
  /** Null where there is none. A promise where it has to be looked for; it settles within seconds and never rejects. */
  find: (key: string) => Snapshot | null | Promise<Snapshot | null>;
  keep: (key: string, snapshot: Snapshot) => void;
  /** It did not fit. */
  forget: (key: string) => void;
}

export interface EnginesOptions {
  connect: () => Connection;
  /** The first message to an engine that is to run this job; engines with equal messages do for each other. */
  bootFor: (job: SideJob) => Boot;
  checkOutcome: (text: string, loads: number) => RawOutcome;
  snapshots: Snapshots;
  /** Engines that run, and warm ones that wait, at once. */
  parallel: number;
  /** Blank ones that wait besides. */
  blanks: number;
  timeouts?: Timeouts;
}

export interface Engines {
  readonly parallel: number;
  /** For this job: one that is warm, or else a new one. `later`: jobs of the same run whose turn comes afterwards. */
  take: (job: SideJob, later: readonly SideJob[]) => EngineHandle;
  /** Gets engines ready for these jobs, in the background, and ends warm ones for others. */
  warm: (jobs: readonly SideJob[]) => void;
  /** Ends all that wait. */
  close: () => void;
}

/** Milliseconds after the last start before blank engines are made, and until it is looked again whether the warm ones are ready. */
const restAfterStart = 500;

export function createEngines(options: EnginesOptions): Engines {
  const { snapshots } = options;
  /** What the first engine has compiled. */
  let interpreter: WebAssembly.Module | undefined;
  const warm = new Map<string, EngineHandle>();
  /** They become any that has a snapshot. */
  let blank: EngineHandle[] = [];
  let restock: ReturnType<typeof setTimeout> | undefined;
  /** Who rehearses, or has. */
  let rehearser: EngineHandle | null = null;
  const keyOf = (message: Boot): string => JSON.stringify(message);

  function newEngine(): EngineHandle {
    const { connect, checkOutcome, timeouts } = options;
    return startEngine({
      connect,
      checkOutcome,
      onCompiled: (module) => {
        interpreter ??= module;
      },
      ...(timeouts && { timeouts }),
    });
  }

  /** `gives`: it is to give its snapshot where there is none, which takes it a moment. */
  function start(message: Boot, gives: boolean): EngineHandle {
    const key = keyOf(message);
    blank = blank.filter(({ ended }) => !ended);
    const engine = blank.shift() ?? newEngine();
    function boot(snapshot: Snapshot | null): void {
      const from = snapshot ? { snapshot } : gives ? { take: true } : {};
      engine.boot({ ...message, ...(interpreter && { interpreter }), ...from });
    }
    engine.hearStart({
      snapshot: (snapshot) => {
        snapshots.keep(key, snapshot);
      },
      unfit: (reason) => {
        console.warn(`Waitlab: this engine starts without a snapshot (${reason}).`);
        snapshots.forget(key);
      },
    });
    const found = snapshots.find(key);
    if (found instanceof Promise) void found.then(boot);
    else boot(found);
    return engine;
  }

  /** Blanks for engines like these; the first is what is rehearsed on. */
  function makeBlanks(messages: readonly [Boot, ...Boot[]]): void {
    const [{ runtime }] = messages;
    clearTimeout(restock);
    restock = setTimeout(() => {
      // They would take the time of those that somebody waits for.
      if ([...warm.values()].some(({ ready, ended }) => !ready && !ended)) {
        makeBlanks(messages);
        return;
      }
      blank = blank.filter(({ ended }) => !ended);
      const packs = [...new Set(messages.flatMap((message) => message.packs))];
      while (interpreter && blank.length < options.blanks) {
        const engine = newEngine();
        engine.prepare({ kind: 'prepare', runtime, packs, interpreter });
        blank.push(engine);
      }
      rehearse(messages);
    }, restAfterStart);
  }

  /**
   * Lets a blank run something of ours, once on a page, while nobody waits: a browser compiles well what it has seen run, and all engines of a page
   * share that. Nobody hears what comes of it.
   */
  function rehearse(messages: readonly [Boot, ...Boot[]]): void {
    if (rehearser || !interpreter || blank.length === 0) return;
    const [message] = messages;
    const snapshot = snapshots.find(keyOf(message));
    // One that has to be looked for is not worth it.
    if (!snapshot || snapshot instanceof Promise) return;
    const engine = blank.shift();
    if (!engine) return;
    rehearser = engine;
    engine.boot({ ...message, interpreter, snapshot });
    engine.run(rehearsal());
    void engine.outcome.then((outcome) => {
      // Somebody wants a run now, which teaches the browser the same, or the page is left.
      const wasStopped = outcome.kind === 'failed' && outcome.problem.code === 'stopped';
      if (!wasStopped) makeBlanks(messages);
    });
  }

  return {
    get parallel() {
      return options.parallel;
    },
    take(job, later) {
      const message = options.bootFor(job);
      const key = keyOf(message);
      const waiting = warm.get(key);
      warm.delete(key);
      clearTimeout(restock);
      rehearser?.stop();
      if (waiting && !waiting.ended) return waiting;
      const startsAgain = later.some((other) => keyOf(options.bootFor(other)) === key);
      return start(message, startsAgain);
    },
    warm(jobs) {
      const messages = jobs.map(options.bootFor);
      const wanted = new Map(messages.map((message) => [keyOf(message), message]));
      for (const [key, engine] of warm) {
        if (wanted.has(key) && !engine.ended) continue;
        engine.stop();
        warm.delete(key);
      }
      for (const [key, message] of wanted)
        if (warm.size < options.parallel && !warm.has(key)) warm.set(key, start(message, true));
      const [first, ...others] = messages;
      if (first) makeBlanks([first, ...others]);
    },
    close() {
      clearTimeout(restock);
      rehearser?.stop();
      for (const engine of [...warm.values(), ...blank]) engine.stop();
      warm.clear();
      blank = [];
    },
  };
}
