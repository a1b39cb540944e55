/**
 * The life of one engine as its user sees it: boot, at most one run, exactly one end.
 * Whatever happens over there (a missing file, a throw, silence, a forged message), the end comes and says why.
 */
import type { RawOutcome } from '../../contract/raw.ts';
import { createBudget } from './budget.ts';
import { clearProblem } from '../clear-problem.ts';
import { runLimits } from '../../contract/limits.ts';
import type { Problem } from '../../contract/problem.ts';
import type { Boot, FromEngine, LoadingStage, Prepare, SideJob, Snapshot, ToEngine } from '../protocol.ts';
import { readMessage } from '../read-message.ts';
import { createSampler } from './sampler.ts';
import { createWatchdog } from './watchdog.ts';

/** The part of a MessagePort that is used. */
export interface Port {
  postMessage(message: ToEngine): void;
  onmessage: ((event: MessageEvent) => void) | null;
  onmessageerror: ((event: MessageEvent) => void) | null;
  close(): void;
}

/** An engine as the platform gives it: where to talk to it, how to hear that it broke, how to end it. */
export interface Connection {
  port: Port;
  /** Calls back when the worker itself reports an error: it did not load, or threw outside the protocol. */
  onBroken(callback: (detail: string) => void): void;
  terminate(): void;
}

/** Milliseconds of real time. */
export interface Timeouts {
  /** Longest silence while starting. A slow network still delivers some bytes within it. */
  bootSilence: number;
  /** Longest run. The world stops itself earlier and says more; this is for a world that no longer can. */
  run: number;
}

const timeouts: Timeouts = { bootSilence: 30_000, run: (runLimits.realSeconds + 10) * 1000 };

export interface EngineOptions {
  connect: () => Connection;
  /** Hears what this engine has compiled, for the boots of others. */
  onCompiled: (interpreter: WebAssembly.Module) => void;
  /** Turns the text of an outcome of a job with so many loads into a checked one, or into why it was turned away. */
  checkOutcome: (text: string, loads: number) => RawOutcome;
  timeouts?: Timeouts;
}

/** What is heard of a start besides its stages, each at most once and before any code of the lab's. */
export interface StartListener {
  /** The snapshot that was asked for. */
  snapshot: (snapshot: Snapshot) => void;
  /** There is none of this engine, or the one that was sent did not fit. */
  unfit: (reason: string) => void;
}

export type EngineEvent = Extract<FromEngine, { kind: 'loading' | 'progress' }> | { kind: 'ready' };

export interface EngineHandle {
  /** Before `boot`, or never. */
  prepare: (message: Prepare) => void;
  /** Once; may be called while it still prepares. */
  boot: (message: Boot) => void;
  hearStart: (listener: StartListener) => void;
  /** Asks for the one run; may be called before the engine is ready. */
  run: (job: SideJob) => void;
  /** Settles once, never rejects. */
  readonly outcome: Promise<RawOutcome>;
  /** Ends it now; a pending outcome becomes `stopped`. */
  stop: () => void;
  /** Hears what comes next, a few times a second at most; the latest loading stage is repeated at once. */
  listen: (listener: (event: EngineEvent) => void) => void;
  /** It waits for its run. */
  readonly ready: boolean;
  readonly ended: boolean;
}

const stages: readonly LoadingStage[] = ['fetch', 'engine', 'unpack', 'imports'];

export function startEngine(options: EngineOptions): EngineHandle {
  const { bootSilence, run: longestRun } = options.timeouts ?? timeouts;
  let stage: 'new' | 'preparing' | 'booting' | 'ready' | 'running' | 'ended' = 'new';
  let boot: Boot | null = null;
  let startListener: StartListener | null = null;
  /** Its snapshot is the very next thing that it says. */
  let givesNow = false;
  let job: SideJob | null = null;
  let latest: EngineEvent | null = null;
  let listener: (event: EngineEvent) => void = () => undefined;
  /** Stages only go on: one that comes again is no news. */
  let reached = -1;
  let compiled = false;
  const watchdog = createWatchdog();
  const isWithinBudget = createBudget();
  const sampler = createSampler<EngineEvent>((event) => {
    listener(event);
  });
  let connection: Connection | null = null;
  const { promise: outcome, resolve } = Promise.withResolvers<RawOutcome>();

  function end(result: RawOutcome): void {
    if (stage === 'ended') return;
    stage = 'ended';
    watchdog.end();
    sampler.end();
    if (connection) {
      // What lies in the queue of a closed port is dropped.
      connection.port.onmessage = null;
      connection.port.close();
      connection.terminate();
    }
    resolve(result);
  }
  const fail = (code: Problem['code'], values: Problem['values'] = {}): void => {
    end({ kind: 'failed', problem: clearProblem({ code, values }) });
  };
  const watchBoot = (): void => {
    watchdog.watch(bootSilence, () => {
      const fetches = latest === null || (latest.kind === 'loading' && latest.stage === 'fetch');
      fail(fetches ? 'engine-stalled' : 'engine-silent', { seconds: Math.round(bootSilence / 1000) });
    });
  };
  const report = (event: EngineEvent): void => {
    const later = { ready: stages.length, progress: stages.length + 1 };
    const rank = event.kind === 'loading' ? stages.indexOf(event.stage) : later[event.kind];
    const isNews = rank > reached;
    reached = Math.max(reached, rank);
    latest = event;
    sampler.take(event, isNews);
  };
  function send(message: ToEngine): void {
    try {
      connection?.port.postMessage(message);
    } catch (cause) {
      fail('engine-crashed', { message: String(cause).slice(0, 300) });
    }
  }
  function begin(): void {
    if (!job || stage !== 'ready') return;
    stage = 'running';
    watchdog.watch(longestRun, () => {
      fail('limit-real-time', { limit: Math.round(longestRun / 1000) });
    });
    send({ kind: 'run', job });
  }
  function beginBoot(): void {
    if (!boot || stage !== 'new') return;
    stage = 'booting';
    watchBoot();
    send(boot);
  }
  function finish(text: string): void {
    try {
      end(options.checkOutcome(text, job?.loads.length ?? 0));
    } catch (cause) {
      fail('engine-crashed', { message: String(cause).slice(0, 300) });
    }
  }
  function hear({ data }: MessageEvent): void {
    const message = readMessage(data);
    const starts = stage === 'preparing' || stage === 'booting';
    const gives = givesNow;
    givesNow = false;
    if (message?.kind === 'failed') {
      end({ kind: 'failed', problem: clearProblem(message.problem) });
    } else if (message?.kind === 'loading' && starts) {
      watchBoot();
      report(message);
    } else if (message?.kind === 'compiled' && starts && !compiled) {
      compiled = true;
      watchBoot();
      options.onCompiled(message.interpreter);
    } else if (message?.kind === 'blank' && stage === 'preparing') {
      stage = 'new';
      watchdog.end();
      beginBoot();
    } else if (message?.kind === 'unfit' && stage === 'booting' && boot) {
      // It may have been asked for its own.
      delete boot.take;
      startListener?.unfit(message.reason);
    } else if (message?.kind === 'ready' && stage === 'booting') {
      stage = 'ready';
      givesNow = boot?.take ?? false;
      watchdog.end();
      report(message);
      begin();
    } else if (message?.kind === 'snapshot' && gives) {
      startListener?.snapshot(message.snapshot);
    } else if (message?.kind === 'progress' && stage === 'running') {
      report(message);
    } else if (message?.kind === 'finished' && stage === 'running') {
      finish(message.outcome);
    } else {
      fail('engine-crashed', { message: 'unexpected message' });
    }
  }

  try {
    connection = options.connect();
    connection.port.onmessage = (event) => {
      // Counted before it is looked at: reading it is what a large one costs.
      if (isWithinBudget()) hear(event);
      else fail('engine-flood');
    };
    connection.port.onmessageerror = () => {
      fail('engine-crashed', { message: 'unreadable message' });
    };
    connection.onBroken((detail) => {
      if (stage !== 'ready' && stage !== 'running' && latest === null) fail('engine-missing', { file: detail });
      else fail('engine-crashed', { message: detail });
    });
  } catch (cause) {
    fail('engine-refused', { message: String(cause).slice(0, 300) });
  }

  return {
    outcome,
    prepare(message) {
      if (stage !== 'new' || boot) return;
      stage = 'preparing';
      watchBoot();
      send(message);
    },
    boot(message) {
      boot ??= { ...message };
      beginBoot();
    },
    hearStart(next) {
      startListener = next;
    },
    run(next) {
      job = next;
      begin();
    },
    stop() {
      fail('stopped');
    },
    listen(next) {
      listener = next;
      if (latest && stage !== 'ended') next(latest);
    },
    get ready() {
      return stage === 'ready';
    },
    get ended() {
      return stage === 'ended';
    },
  };
}
