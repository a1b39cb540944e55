import { Worker } from 'node:worker_threads';
import type { ThreadJob, ThreadResult } from './thread.ts';

/** Boots or restores an engine in a thread of its own, which ends with its run. */
export function inThread(workerData: ThreadJob): Promise<ThreadResult> {
  const thread = new Worker(new URL('thread.ts', import.meta.url), { workerData, env: {} });
  return new Promise<ThreadResult>((resolve, reject) => {
    thread.on('message', resolve);
    thread.on('error', reject);
  }).finally(() => thread.terminate());
}
