/** One engine's life as it happens over there, the same in a browser's worker and in Node: one boot, then at most one run, and no second of either. */
import { bootEngine, problemOf, type Engine, type EngineFiles } from './engine.ts';
import type { Boot, FromEngine, ToEngine } from '../protocol.ts';

type Stage =
  | { kind: 'new'; filesOf: (boot: Boot) => Promise<EngineFiles> }
  | { kind: 'booting' }
  | { kind: 'ready'; engine: Engine }
  | { kind: 'running' }
  | { kind: 'over' };

/**
 * What to call with every message. `filesOf` reaches the bundle; it is forgotten once the files are there, and with it the only way to
 * load anything. `lock` takes away what the platform offers besides, before any code of a lab comes. Whatever goes wrong is told as `failed`, and ends this engine.
 */
export function serveEngine(
  filesOf: (boot: Boot) => Promise<EngineFiles>,
  report: (event: FromEngine) => void,
  lock: () => void,
): (message: ToEngine) => void {
  let stage: Stage = { kind: 'new', filesOf };
  const isOver = (): boolean => stage.kind === 'over';

  async function boot(message: Boot, files: (boot: Boot) => Promise<EngineFiles>): Promise<void> {
    stage = { kind: 'booting' };
    const engine = await bootEngine(files, message, report);
    if (isOver()) return;
    lock();
    stage = { kind: 'ready', engine };
    report({ kind: 'ready' });
  }
  async function answer(message: ToEngine): Promise<void> {
    if (message.kind === 'boot' && stage.kind === 'new') {
      await boot(message, stage.filesOf);
    } else if (message.kind === 'run' && stage.kind === 'ready') {
      const { engine } = stage;
      stage = { kind: 'running' };
      const outcome = await engine.run(message.job);
      if (isOver()) return;
      stage = { kind: 'over' };
      report({ kind: 'finished', outcome });
    } else {
      throw new Error(`an engine that is ${stage.kind} was asked to ${message.kind}`);
    }
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
