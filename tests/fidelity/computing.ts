/** The same cells with `cpu: measured`: how much nearer the lab comes to real servers when it charges what Python computes. */
import { spreadOf } from './compare.ts';
import { runInTurn } from '../../src/lab/headless.ts';
import type { SideJob } from '../../src/lab/protocol.ts';
import type { FidelityCell } from '../../src/measurements/fidelity.ts';
import { metricsOf } from '../../src/trace/metrics.ts';

/** Where computing shows: so many requests at once that what each costs adds up. */
const size = 100;
const times = 3;

export function showsComputing({ requests, seeds }: Pick<FidelityCell, 'requests' | 'seeds'>): boolean {
  return requests === size && seeds === null;
}

/** Makespans of a side, one run after the other: two at once would slow each other down. Null when it does not run. */
export async function measuredRuns(job: SideJob): Promise<FidelityCell['measured']> {
  const makespans: number[] = [];
  for (let time = 1; time <= times; time += 1) {
    const outcome = await runInTurn({ ...job, world: { ...job.world, cpu: 'measured' } });
    if (outcome.kind === 'failed') return null;
    makespans.push(metricsOf(outcome.side.requests, outcome.side).makespan);
  }
  return spreadOf(makespans);
}
