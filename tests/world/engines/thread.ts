/** A thread with an engine in it whose memory can be seen: boots or restores it, and runs a job. */
import process from 'node:process';
import { parentPort, workerData } from 'node:worker_threads';
import { newEngine } from '../../../src/lab/engine/engine.ts';
import type { EngineFiles } from '../../../src/lab/engine/engine-files.ts';
import type { Core, LoadCore } from '../../../src/lab/engine/pyodide.ts';
import { filesIn } from '../../../src/lab/node/bundle-on-disk.ts';
import { lookLikeWorker } from '../../../src/lab/node/look-like-worker.ts';
import type { Boot, FromEngine, SideJob, Snapshot } from '../../../src/lab/protocol.ts';

export interface ThreadJob {
  boot: Boot;
  job: SideJob;
  /** Prepares a blank one first. */
  prepares?: boolean;
}

/** Memory just before the run and after it, without what lies below the end of C's stack, which nobody reads again. */
export interface ThreadResult {
  told: FromEngine[];
  /** What it compiled, if it did. */
  interpreter: WebAssembly.Module | null;
  snapshot: Snapshot | null;
  before: Uint8Array;
  after: Uint8Array;
  outcome: string;
  /** Seconds of this thread's CPU until the engine was ready, and in its run. */
  cpu: { start: number; run: number };
}

const { boot, job, prepares } = workerData as ThreadJob;
const { runtime, manifest } = boot;
if (!manifest) throw new Error('an engine in Node is given the manifest of its bundle');
const bundle = filesIn(runtime, manifest);
const told: FromEngine[] = [];
let interpreter: WebAssembly.Module | null = null;
let core: (Core & { HEAPU8: Uint8Array }) | undefined;

const files: EngineFiles = {
  ...bundle,
  async module(file) {
    const module = (await bundle.module(file)) as { default?: LoadCore };
    const load = module.default;
    if (!load) return module;
    const noticed: LoadCore = async (settings) => (core = (await load(settings)) as typeof core & object);
    return { default: noticed };
  },
};

function memoryNow(): Uint8Array {
  if (!core) throw new Error('nothing was loaded');
  const { emscripten_stack_get_current: current, emscripten_stack_get_end: end } = stackOf(core);
  const memory = core.HEAPU8.slice();
  return memory.fill(0, end(), current());
}

function stackOf(loaded: object): Record<'emscripten_stack_get_current' | 'emscripten_stack_get_end', () => number> {
  const { _emscripten_stack_get_current: current, _emscripten_stack_get_end: end } = loaded as Record<
    string,
    () => number
  >;
  if (!current || !end) throw new Error('the stack is elsewhere');
  return { emscripten_stack_get_current: current, emscripten_stack_get_end: end };
}

const usage = process.threadCpuUsage.bind(process);
const cpu = (): number => (usage().user + usage().system) / 1e6;
lookLikeWorker();
const start = cpu();
const unborn = newEngine(
  () => Promise.resolve(files),
  (event) => {
    if (event.kind === 'compiled') ({ interpreter } = event);
    else told.push(event);
  },
);
if (prepares) await unborn.prepare({ kind: 'prepare', runtime, packs: boot.packs });
const engine = await unborn.boot(boot);
const ready = cpu();
const snapshot = boot.take ? engine.snapshot() : null;
const before = memoryNow();
const begun = cpu();
const outcome = await engine.run(job);
const ended = cpu();
parentPort?.postMessage({
  told,
  interpreter,
  snapshot,
  before,
  after: memoryNow(),
  outcome,
  cpu: { start: ready - start, run: ended - begun },
} satisfies ThreadResult);
