/**
 * The page's end: runs the sides of a lab, each in an engine of its own that is thrown away afterwards, and keeps warm spares so that
 * Run answers at once. All that an interface shows of it is one value, `LabState`.
 */
import { atom, type ReadableAtom } from 'nanostores';
import type { RawOutcome } from '../../contract/raw.ts';
import type { EngineHandle } from './engine-handle.ts';
import type { Engines } from './engines.ts';
import type { Problem, ProblemCode } from '../../contract/problem.ts';
import type { LoadingStage, SideJob } from '../protocol.ts';

/** Where one side of a run is. `now` is nanoseconds of virtual time. */
export type SidePhase =
  | { kind: 'waiting' }
  | { kind: 'loading'; stage: LoadingStage; received: number; total: number }
  | { kind: 'running'; now: number; ended: number; requests: number }
  | { kind: 'ended' };

export type LabState =
  | { kind: 'recorded' }
  /** No side has begun to answer requests yet. */
  | { kind: 'loading'; sides: Record<string, SidePhase> }
  | { kind: 'running'; sides: Record<string, SidePhase> }
  /** Every side ended by itself; one that could not start says so in its outcome. */
  | { kind: 'done'; outcomes: Record<string, RawOutcome> }
  /** The engine cannot run here, whichever side it is. */
  | { kind: 'failed'; problem: Problem }
  /** By the reader, or because they left the page: a page that the browser takes back has no engines any more. */
  | { kind: 'stopped'; by: 'reader' | 'leaving' };

export interface ClientOptions {
  /** Asked for when something is to be started, or ended. */
  readonly engines: Engines;
  /** Finds out more about why an engine could not start. Settles within seconds, never rejects. */
  explain: (problem: Problem) => Promise<Problem>;
}

export interface Client {
  readonly state: ReadableAtom<LabState>;
  /** Starts a run; one that is under way is stopped first. */
  run: (jobs: readonly SideJob[]) => void;
  /** Gets spares ready for these jobs, in the background, and ends those for others. */
  warm: (jobs: readonly SideJob[]) => void;
  /** Ends the run; every engine of it is gone when this returns. */
  stop: () => void;
  /** Back to the recorded run, ending whatever is under way. */
  reset: () => void;
  /** Ends everything, the page's spares too. */
  close: () => void;
}

/** Problems of the engine itself: a second side would only repeat them. */
const fatalCodes: ReadonlySet<ProblemCode> = new Set([
  'engine-missing',
  'engine-damaged',
  'engine-offline',
  'engine-stalled',
  'engine-blocked',
  'engine-unfit',
  'engine-refused',
  'host-error',
  'network-intercepted',
  'site-updated',
  'browser-unsupported',
]);

/** Milliseconds between a result and the start of new spares, which would slow the result's way to the screen. */
const restAfterRun = 300;

/** A run under way. `doomed`: it fails as a whole, and only the words for it are still looked for. */
interface Attempt {
  engines: Set<EngineHandle>;
  doomed: boolean;
}

export function createClient(options: ClientOptions): Client {
  const state = atom<LabState>({ kind: 'recorded' });
  let current: Attempt | null = null;
  let restock: ReturnType<typeof setTimeout> | undefined;
  function abandon(): void {
    clearTimeout(restock);
    const running = current?.engines ?? [];
    current = null;
    for (const engine of running) engine.stop();
  }

  function halt(by: 'reader' | 'leaving'): void {
    if (!current) return;
    abandon();
    state.set({ kind: 'stopped', by });
  }

  async function runAll(jobs: readonly SideJob[]): Promise<void> {
    const mine: Attempt = { engines: new Set(), doomed: false };
    current = mine;
    const isCurrent = (): boolean => current === mine;
    const failWhole = (problem: Problem): void => {
      if (!isCurrent()) return;
      abandon();
      state.set({ kind: 'failed', problem });
    };
    const phases: Record<string, SidePhase> = Object.fromEntries(jobs.map((job) => [job.side.id, { kind: 'waiting' }]));
    const outcomes: Record<string, RawOutcome> = {};
    const report = (id: string, phase: SidePhase): void => {
      if (!isCurrent() || mine.doomed) return;
      phases[id] = phase;
      const begun = Object.values(phases).some(({ kind }) => kind === 'running' || kind === 'ended');
      state.set({ kind: begun ? 'running' : 'loading', sides: { ...phases } });
    };
    const queue = [...jobs];

    async function runNext(): Promise<void> {
      const job = queue.shift();
      if (!job || !isCurrent()) return;
      const { id } = job.side;
      const engine = options.engines.take(job, queue);
      mine.engines.add(engine);
      engine.listen((event) => {
        if (event.kind === 'loading') report(id, event);
        else if (event.kind === 'progress')
          report(id, { kind: 'running', now: event.now, ended: event.ended, requests: event.requests });
        else report(id, { kind: 'running', now: 0, ended: 0, requests: 0 });
      });
      engine.run(job);
      const outcome = await engine.outcome;
      mine.engines.delete(engine);
      if (!isCurrent() || mine.doomed) return;
      if (outcome.kind === 'failed' && fatalCodes.has(outcome.problem.code)) {
        mine.doomed = true;
        for (const other of mine.engines) other.stop();
        failWhole(await options.explain(outcome.problem));
        return;
      }
      outcomes[id] = outcome;
      report(id, { kind: 'ended' });
      await runNext();
    }

    state.set({ kind: 'loading', sides: { ...phases } });
    try {
      await Promise.all(Array.from({ length: options.engines.parallel }, runNext));
    } catch (cause) {
      failWhole({ code: 'engine-crashed', values: { message: String(cause).slice(0, 300) } });
    }
    if (!isCurrent()) return;
    current = null;
    state.set({ kind: 'done', outcomes });
    restock = setTimeout(() => {
      client.warm(jobs);
    }, restAfterRun);
  }

  const client: Client = {
    state,
    run(jobs) {
      abandon();
      void runAll(jobs);
    },
    warm(jobs) {
      if (!current) options.engines.warm(jobs);
    },
    stop() {
      halt('reader');
    },
    reset() {
      abandon();
      state.set({ kind: 'recorded' });
    },
    close() {
      halt('leaving');
      abandon();
      options.engines.close();
    },
  };
  return client;
}
