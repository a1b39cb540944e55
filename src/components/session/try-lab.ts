/** Runs a lab as its chapter would, and compares it to the recorded run: runs repeat exactly, so any difference is a fault. */
import { browserOptions } from '../../lab/page/browser.ts';
import { createClient } from '../../lab/page/client.ts';
import { jobsOf } from '../../lab/jobs.ts';
import type { Problem } from '../../contract/problem.ts';
import { sourceOf, type LabData } from '../lab/lab-data.ts';
import { outcomesOf, resultOf } from '../../lab/result.ts';

export type Tried =
  /** `seconds` of real time. */
  | { kind: 'same'; seconds: number }
  | { kind: 'different' }
  | { kind: 'failed'; problem: Problem }
  | { kind: 'missing' };

/** Milliseconds for the lab's data. */
const timeout = 30_000;

/** `address`: of the lab's data. Ends the engines when `signal` says so. */
export async function tryLab(address: string, signal: AbortSignal): Promise<Tried> {
  const data = await fetch(address, { signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]) })
    .then(async (response) => (response.ok ? ((await response.json()) as LabData) : null))
    .catch(() => null);
  if (!data || signal.aborted) return { kind: 'missing' };
  const source = sourceOf(data);
  const ready = jobsOf(source);
  if (ready.kind === 'problems') return { kind: 'missing' };
  const client = createClient(browserOptions(data.runtime));
  const started = performance.now();
  const seconds = (): number => (performance.now() - started) / 1000;
  try {
    return await new Promise<Tried>((resolve) => {
      client.state.listen((state) => {
        if (state.kind === 'failed') resolve(state);
        if (state.kind === 'stopped') resolve({ kind: 'missing' });
        if (state.kind !== 'done') return;
        const about = { source: 'recorded', key: '', took: null } as const;
        const own = resultOf(source, state.outcomes, about);
        const recorded = resultOf(source, outcomesOf(data.recorded), about);
        const [problem] = Object.values(own.problems);
        if (problem) resolve({ kind: 'failed', problem });
        else if (JSON.stringify(own.run) === JSON.stringify(recorded.run))
          resolve({ kind: 'same', seconds: seconds() });
        else resolve({ kind: 'different' });
      });
      signal.addEventListener('abort', client.stop);
      client.run(ready.jobs);
    });
  } finally {
    client.close();
  }
}
