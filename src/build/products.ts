/** What the pages are made from besides their sources: the runtime bundle, and a recorded run of every lab. */
import { runScript } from './command.ts';
import { say } from './say.ts';

/** Both scripts do nothing when their product is up to date. */
export async function buildRuntime(): Promise<void> {
  say('preparing the runtime (Python, FastAPI, Django) that labs run on');
  await runScript('src/build/runtime/build.ts');
}

export async function buildRuns(): Promise<void> {
  await buildRuntime();
  say('recording the labs');
  await runScript('src/build/recordings.ts');
}
