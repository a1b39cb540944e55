/**
 * An engine: CPython with our world in it, ready to run one side. The same code boots it in a browser's worker and in a process of
 * Node that looks like one, so that a run is the same in both. Whoever starts it brings the bundle's files.
 */
import { installClock, type VirtualClock } from './clock.ts';
import { Boundary } from './boundary.ts';
import { removeBuiltIns } from './built-ins.ts';
import { ranOutOfMemory } from '../clear-problem.ts';
import { errorTranslation } from './error-numbers.ts';
import { greenThreads } from './green-threads.ts';
import { Interpreter } from './interpreter.ts';
import { packFiles, type BundleFile, type Manifest } from '../manifest.ts';
import { addModule } from './native-function.ts';
import type { Problem } from '../../contract/problem.ts';
import type { Boot, FromEngine, SideJob } from '../protocol.ts';
import { openingElsewhere } from './opening.ts';
import { pbkdf2Functions } from './pbkdf2.ts';
import type { LoadPyodide } from './pyodide.ts';
import { installRandom, type SeededRandom } from './random.ts';
import { startPython, type PythonParts } from './start-python.ts';

/** How an engine reaches the runtime bundle. Both reject with an EngineFailure. */
export interface EngineFiles {
  manifest: Manifest;
  /** A compressed file of the bundle, checked and unpacked. `received` is told the stored bytes that have come so far. */
  unpacked: (file: BundleFile, received: (bytes: number) => void) => Promise<Uint8Array>;
  /** A JavaScript module of the bundle. */
  module: (file: BundleFile) => Promise<unknown>;
}

export interface Engine {
  /** Runs the one job; the text is JSON of a RawOutcome. Rejects with an EngineFailure when the interpreter breaks. */
  run: (job: SideJob) => Promise<string>;
}

/** Why an engine cannot start, or broke, as the interface words it. */
export class EngineFailure extends Error {
  readonly problem: Problem;
  constructor(code: Problem['code'], values: Problem['values']) {
    super(`${code} ${JSON.stringify(values)}`);
    this.problem = { code, values };
  }
}

/** Any thrown value as a Problem. */
export function problemOf(error: unknown): Problem {
  if (error instanceof EngineFailure) return error.problem;
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  if (ranOutOfMemory(message)) return { code: 'limit-memory', values: {} };
  return { code: 'engine-crashed', values: { message: message.slice(-2000) } };
}

async function download(files: EngineFiles, boot: Boot, report: (event: FromEngine) => void): Promise<PythonParts> {
  const { manifest } = files;
  const packs = packFiles(manifest, boot.packs);
  const total = [...packs, ...(boot.interpreter ? [] : [manifest.wasm])].reduce((sum, { stored }) => sum + stored, 0);
  const counts = new Map<BundleFile, number>();
  const unpacked = (file: BundleFile): Promise<Uint8Array> =>
    files.unpacked(file, (bytes) => {
      counts.set(file, bytes);
      const received = [...counts.values()].reduce((sum, count) => sum + count, 0);
      report({ kind: 'loading', stage: 'fetch', received, total });
    });
  async function compiled(): Promise<WebAssembly.Module> {
    if (boot.interpreter) return boot.interpreter;
    const interpreter = await WebAssembly.compile((await unpacked(manifest.wasm)) as BufferSource);
    report({ kind: 'compiled', interpreter });
    return interpreter;
  }
  const [loader, core, interpreter, contents] = await Promise.all([
    files.module(manifest.loader),
    files.module(manifest.core),
    compiled(),
    Promise.all(packs.map(unpacked)),
  ]);
  const { loadPyodide: load } = loader as { loadPyodide: LoadPyodide };
  return {
    interpreter,
    packs: contents,
    load,
    core: (core as { default: unknown }).default,
    versions: manifest.versions,
  };
}

/**
 * Boots an engine and tells its stages. Replaces the clock and the randomness of this global for good, so it belongs into a worker or
 * process of its own. Rejects with an EngineFailure.
 */
export async function bootEngine(
  filesOf: (boot: Boot) => Promise<EngineFiles>,
  boot: Boot,
  report: (event: FromEngine) => void,
): Promise<Engine> {
  const parts = await download(await filesOf(boot), boot, report);
  report({ kind: 'loading', stage: 'engine', received: 0, total: 0 });
  const clock: VirtualClock = installClock(globalThis);
  const random: SeededRandom = installRandom(globalThis, 1);
  const broken = Promise.withResolvers<never>();
  broken.promise.catch(() => undefined);
  const boundary = new Boundary();
  const interpreter = new Interpreter(await startPython(parts, boundary));
  nameTheZone(interpreter);
  report({ kind: 'loading', stage: 'imports', received: 0, total: 0 });
  const forTheWorld = {
    set_clock: clock.set,
    read_clock: clock.get,
    real_seconds: () => clock.native() / 1000,
    seed: random.seed,
    progress: progressTeller(clock, report),
    translate_errors: errorTranslation(interpreter),
    open_elsewhere: openingElsewhere(interpreter),
    ...pbkdf2Functions(),
  };
  const threads = greenThreads(interpreter, forTheWorld, broken.reject);
  boundary.signal = () => threads.countdown.asked();
  addModule(interpreter, 'waitlab_host', threads.natives);
  const warm = interpreter.import('world.run', 'warm');
  const runJob = interpreter.import('world.run', 'run_job');
  const call = (callable: number, argument: unknown): Promise<string | null> =>
    Promise.race([threads.call(callable, JSON.stringify(argument)), broken.promise]);
  await call(warm, { packs: boot.packs, processes: boot.processes });
  removeBuiltIns(interpreter, ['_pyodide_core', '_ctypes']);
  boundary.close();
  return {
    run: (job) =>
      call(runJob, job).then((text) => {
        if (text === null) throw new TypeError('the world gave no outcome');
        return text;
      }),
  };
}

/** Local time is UTC (clock.ts). Emscripten makes its name out of the offset: `UTC-0000`. */
function nameTheZone(interpreter: Interpreter): void {
  interpreter.exports.tzset();
  const names = interpreter.at('tzname') >>> 2;
  for (const name of [names, names + 1]) interpreter.overwriteText(interpreter.words[name] ?? 0, 'UTC');
}

/** At most four reports a second of real time. */
function progressTeller(clock: VirtualClock, report: (event: FromEngine) => void) {
  let last = -Infinity;
  return (now: number, ended: number, requests: number): void => {
    const real = clock.native();
    if (real - last < 250) return;
    last = real;
    report({ kind: 'progress', now, ended, requests });
  };
}
