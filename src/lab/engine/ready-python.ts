/** A Python with our world in it, which waits for its job: started from nothing, or restored to where another one was. */
import { Boundary } from './boundary.ts';
import { removeBuiltIns } from './built-ins.ts';
import type { VirtualClock } from './clock.ts';
import { findErrors, translateErrors, type Translation } from './error-numbers.ts';
import { greenThreads, type GreenThreads } from './green-threads.ts';
import { Interpreter } from './interpreter.ts';
import { addModule, placeFunctions, type HostFunction } from './native-function.ts';
import { openElsewhere, placeOpening, type Opening } from './opening.ts';
import { pbkdf2Functions } from './pbkdf2.ts';
import type { Boot, FromEngine, Snapshot } from '../protocol.ts';
import type { SeededRandom } from './random.ts';
import { restoreSnapshot, type EngineState } from './snapshot/snapshot.ts';
import { startPython, writeFiles, type LoadedPython, type PythonParts } from './start-python.ts';

/** What is there before a Python: of the global, and of whoever asked for the engine. */
export interface Surroundings {
  clock: VirtualClock;
  random: SeededRandom;
  report: (event: FromEngine) => void;
  /** Told why the interpreter broke. */
  crashed: (error: unknown) => void;
}

export interface ReadyPython {
  loaded: LoadedPython;
  interpreter: Interpreter;
  threads: GreenThreads;
  /** Address of the function that runs the job. */
  runJob: number;
  /** What a snapshot says besides the memory. */
  state: () => EngineState;
}

/** What the machine changed of Python by calls of ours. */
interface Changes {
  errors?: Translation;
  opening?: Opening;
}

/** What the machine may call besides threads. `changes` becomes what it changed. */
function functionsFor(
  { clock, random, report }: Surroundings,
  interpreter: Interpreter,
  changes: Changes,
): Record<string, HostFunction> {
  return {
    set_clock: clock.set,
    read_clock: clock.get,
    real_seconds: () => clock.native() / 1000,
    seed: random.seed,
    progress: progressTeller(clock, report),
    translate_errors(dictionary = 0) {
      changes.errors = findErrors(interpreter, dictionary);
      translateErrors(interpreter, changes.errors);
    },
    open_elsewhere(open = 0, elsewhere = 0, before = 0, first = 0) {
      changes.opening = openElsewhere(interpreter, { open, elsewhere, before, first });
    },
    ...pbkdf2Functions(),
  };
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

/** Local time is UTC (clock.ts). Emscripten makes its name out of the offset: `UTC-0000`. */
function nameTheZone(interpreter: Interpreter): void {
  interpreter.exports.tzset();
  const names = interpreter.at('tzname') >>> 2;
  for (const name of [names, names + 1]) interpreter.overwriteText(interpreter.words[name] ?? 0, 'UTC');
}

/** From nothing, with the packs on its disk. Imports what `boot` says. */
export async function startedPython(
  around: Surroundings,
  parts: PythonParts,
  packs: readonly Uint8Array[],
  { packs: names, processes }: Boot,
): Promise<ReadyPython> {
  const boundary = new Boundary();
  const loaded = await startPython(parts, packs, boundary);
  const interpreter = new Interpreter(loaded.instance);
  nameTheZone(interpreter);
  around.report({ kind: 'loading', stage: 'imports', received: 0, total: 0 });
  const changes: Changes = {};
  const threads = greenThreads(interpreter, functionsFor(around, interpreter, changes), around.crashed);
  boundary.signal = () => threads.countdown.asked();
  const natives = addModule(interpreter, 'waitlab_host', threads.natives);
  const warm = interpreter.import('world.run', 'warm');
  const runJob = interpreter.import('world.run', 'run_job');
  await threads.call(warm, JSON.stringify({ packs: names, processes }));
  removeBuiltIns(interpreter, ['_pyodide_core', '_ctypes']);
  boundary.close();
  function state(): EngineState {
    const { errors, opening } = changes;
    if (!errors || !opening) throw new Error('the machine is not installed');
    return { natives, threads: threads.state(), errors, opening, clock: around.clock.state(), runJob };
  }
  return { loaded, interpreter, threads, runJob, state };
}

/** Of a blank that nobody has used. Runs nothing of Python. Throws when the snapshot does not fit, and then the blank is good for nothing. */
export function restoredPython(
  around: Surroundings,
  blank: LoadedPython,
  boundary: Boundary,
  packs: readonly Uint8Array[],
  snapshot: Snapshot,
): ReadyPython {
  writeFiles(blank.core.FS, packs);
  const { interpreter, engine } = restoreSnapshot(blank, snapshot);
  const threads = greenThreads(interpreter, functionsFor(around, interpreter, {}), around.crashed, engine.threads);
  boundary.signal = () => threads.countdown.asked();
  placeFunctions(interpreter, engine.natives, threads.natives);
  translateErrors(interpreter, engine.errors);
  placeOpening(interpreter, engine.opening);
  around.clock.resume(engine.clock);
  boundary.close();
  function state(): EngineState {
    throw new Error('this engine was restored itself');
  }
  return { loaded: blank, interpreter, threads, runJob: engine.runJob, state };
}
