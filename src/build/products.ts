/** What the pages are made from besides their sources: the runtime bundle, and a recorded run of every lab. */
import { runScript } from './command.ts';
import { log } from './log.ts';

let runtime: Promise<void> | undefined;

/** Once per process, whoever asks. Both scripts do nothing when their product is up to date. */
export function buildRuntime(): Promise<void> {
  runtime ??= runScript('src/build/runtime/build.ts');
  return runtime;
}

export async function buildRuns(): Promise<void> {
  log('preparing the runtime (Python, FastAPI, Django) that labs run on');
  await buildRuntime();
  log('recording the labs');
  await runScript('src/build/recordings/build.ts');
}
