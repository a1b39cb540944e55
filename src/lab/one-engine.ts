/**
 * The life of one engine as its user sees it: boot, at most one run, exactly one end.
 * Whatever happens over there (a missing file, a throw, silence, a forged message), the end comes and says why.
 */
import type { RawOutcome } from '../trace/raw.ts';
import { runLimits } from './limits.ts';
import type { Problem } from './problem.ts';
import type { Boot, FromEngine, SideJob, ToEngine } from './protocol.ts';
import { readMessage } from './read-message.ts';

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
export interface Patience {
  /** Longest silence while starting. A slow network still delivers some bytes within it. */
  bootSilence: number;
  /** Longest run. The world stops itself earlier and says more; this is for a world that no longer can. */
  run: number;
}

const patience: Patience = { bootSilence: 30_000, run: (runLimits.realSeconds + 10) * 1000 };

export interface EngineOptions {
  connect: () => Connection;
  boot: Boot;
  /** Hears what this engine has compiled, for the boots of others. */
  onCompiled: (interpreter: WebAssembly.Module) => void;
  /** Turns the text of an outcome of a job with so many loads into a checked one, or into why it was turned away. */
  checkOutcome: (text: string, loads: number) => RawOutcome;
  isOnline: () => boolean;
  patience?: Patience;
}

export type EngineEvent = Extract<FromEngine, { kind: 'loading' | 'progress' }> | { kind: 'ready' };

export interface Engine {
  /** Asks for the one run; may be called before the engine is ready. */
  run: (job: SideJob) => void;
  /** Settles once, never rejects. */
  readonly outcome: Promise<RawOutcome>;
  /** Ends it now; a pending outcome becomes `stopped`. */
  stop: () => void;
  /** Hears what comes next; the latest loading stage is repeated at once. */
  listen: (listener: (event: EngineEvent) => void) => void;
  readonly ended: boolean;
}

export function startEngine(options: EngineOptions): Engine {
  const { bootSilence, run: longestRun } = options.patience ?? patience;
  let stage: 'booting' | 'ready' | 'running' | 'ended' = 'booting';
  let job: SideJob | null = null;
  let latest: EngineEvent | null = null;
  let listener: (event: EngineEvent) => void = () => undefined;
  let watchdog: ReturnType<typeof setTimeout> | undefined;
  let connection: Connection | null = null;
  const { promise: outcome, resolve } = Promise.withResolvers<RawOutcome>();

  function end(result: RawOutcome): void {
    if (stage === 'ended') return;
    stage = 'ended';
    clearTimeout(watchdog);
    if (connection) {
      connection.port.onmessage = null;
      connection.port.close();
      connection.terminate();
    }
    resolve(result);
  }
  const fail = (code: Problem['code'], values: Problem['values'] = {}): void => {
    end({ kind: 'failed', problem: { code, values } });
  };
  const watch = (milliseconds: number, code: Problem['code'], name: string): void => {
    clearTimeout(watchdog);
    watchdog = setTimeout(() => {
      fail(code, { [name]: Math.round(milliseconds / 1000) });
    }, milliseconds);
  };
  const watchBoot = (): void => {
    watch(bootSilence, 'engine-silent', 'seconds');
  };
  const tell = (event: EngineEvent): void => {
    latest = event;
    listener(event);
  };
  function begin(): void {
    if (!job || stage !== 'ready' || !connection) return;
    stage = 'running';
    watch(longestRun, 'limit-real-time', 'limit');
    connection.port.postMessage({ kind: 'run', job });
  }
  function finish(text: string): void {
    try {
      end(options.checkOutcome(text, job?.loads.length ?? 0));
    } catch (cause) {
      fail('engine-crashed', { message: String(cause).slice(0, 300) });
    }
  }
  function hear(data: unknown): void {
    const message = readMessage(data);
    if (message?.kind === 'failed') {
      end({ kind: 'failed', problem: message.problem });
    } else if (message?.kind === 'loading' && stage === 'booting') {
      watchBoot();
      tell(message);
    } else if (message?.kind === 'compiled' && stage === 'booting') {
      watchBoot();
      options.onCompiled(message.interpreter);
    } else if (message?.kind === 'ready' && stage === 'booting') {
      stage = 'ready';
      clearTimeout(watchdog);
      tell(message);
      begin();
    } else if (message?.kind === 'progress' && stage === 'running') {
      tell(message);
    } else if (message?.kind === 'finished' && stage === 'running') {
      finish(message.outcome);
    } else {
      fail('engine-crashed', { message: 'unexpected message' });
    }
  }

  try {
    connection = options.connect();
    connection.port.onmessage = (event) => {
      hear(event.data);
    };
    connection.port.onmessageerror = () => {
      fail('engine-crashed', { message: 'unreadable message' });
    };
    connection.onBroken((detail) => {
      if (stage === 'booting' && latest === null)
        fail(options.isOnline() ? 'engine-missing' : 'engine-offline', { file: detail });
      else fail('engine-crashed', { message: detail });
    });
    watchBoot();
    connection.port.postMessage(options.boot);
  } catch (cause) {
    fail('engine-missing', { file: String(cause) });
  }

  return {
    outcome,
    run(next) {
      job = next;
      begin();
    },
    stop() {
      fail('stopped');
    },
    listen(next) {
      listener = next;
      if (latest) next(latest);
    },
    get ended() {
      return stage === 'ended';
    },
  };
}
