/** Wall time of one run in a process of Node, from the moment when its engine is ready. */
import { bundle } from '../../src/build/runtime/paths.ts';
import { runJob } from '../../src/lab/node/headless.ts';
import { burst, fastapiFiles, jobOf } from '../world/programs.ts';

/** Seconds from the ready engine to the outcome of so many requests to a `def` endpoint that sleeps. */
export async function secondsOfRun(requests: number): Promise<number> {
  const job = jobOf({ command: 'uvicorn main:app', files: fastapiFiles() }, [burst('/def', requests)]);
  let ready = 0;
  const outcome = await runJob(job, bundle, () => {
    ready = performance.now();
  });
  const ended = performance.now();
  if (outcome.kind === 'failed' || outcome.side.stopped !== null)
    throw new Error(JSON.stringify(outcome).slice(0, 500));
  return (ended - ready) / 1000;
}
