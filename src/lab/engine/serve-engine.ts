/** One engine's life as it happens over there, the same in a browser's worker and in Node: one boot, then at most one run, and no second of either. */
import { newEngine, type Engine, type NewEngine } from './engine.ts';
import { problemOf } from './engine-failure.ts';
import type { EngineFiles } from './engine-files.ts';
import type { Boot, FromEngine, Prepare, SideJob, Snapshot, ToEngine } from '../protocol.ts';

type Stage =
  | { kind: 'new'; engine: NewEngine }
  | { kind: 'preparing' | 'booting' | 'running' | 'over' }
  | { kind: 'ready'; engine: Engine };

/** The engine's snapshot, or null where it holds what cannot be written down. */
function taken(engine: Engine, report: (event: FromEngine) => void): Snapshot | null {
  try {
    return engine.snapshot();
  } catch (error) {
    report({ kind: 'unfit', reason: String(error).slice(0, 300) });
    return null;
  }
}

/**
 * What to call with every message. `filesOf` reaches the bundle, and is used before any code of a lab comes. `lock` takes away what the platform
 * offers besides, before that too. Whatever goes wrong is told as `failed`, and ends this engine.
 */
export function serveEngine(
  filesOf: (message: Boot | Prepare) => Promise<EngineFiles>,
  report: (event: FromEngine, transferred?: ArrayBuffer[]) => void,
  lock: () => void,
): (message: ToEngine) => void {
  let stage: Stage = { kind: 'new', engine: newEngine(filesOf, report) };
  const isOver = (): boolean => stage.kind === 'over';

  async function prepare(message: Prepare, engine: NewEngine): Promise<void> {
    stage = { kind: 'preparing' };
    await engine.prepare(message);
    if (isOver()) return;
    stage = { kind: 'new', engine };
    report({ kind: 'blank' });
  }
  async function boot(message: Boot, unborn: NewEngine): Promise<void> {
    stage = { kind: 'booting' };
    const engine = await unborn.boot(message);
    if (isOver()) return;
    const snapshot = message.take ? taken(engine, report) : null;
    lock();
    stage = { kind: 'ready', engine };
    report({ kind: 'ready' });
    if (snapshot) report({ kind: 'snapshot', snapshot }, [snapshot.memory.buffer]);
  }
  async function run(job: SideJob, engine: Engine): Promise<void> {
    stage = { kind: 'running' };
    const outcome = await engine.run(job);
    if (isOver()) return;
    stage = { kind: 'over' };
    report({ kind: 'finished', outcome });
  }
  async function answer(message: ToEngine): Promise<void> {
    if (message.kind === 'prepare' && stage.kind === 'new') await prepare(message, stage.engine);
    else if (message.kind === 'boot' && stage.kind === 'new') await boot(message, stage.engine);
    else if (message.kind === 'run' && stage.kind === 'ready') await run(message.job, stage.engine);
    else throw new Error(`an engine that is ${stage.kind} was asked to ${message.kind}`);
  }
  return (message) => {
    if (isOver()) return;
    answer(message).catch((error: unknown) => {
      if (isOver()) return;
      stage = { kind: 'over' };
      report({ kind: 'failed', problem: problemOf(error) });
    });
  };
}
