/** The same cells with `cpu: measured`: how much nearer the lab comes to real servers when it charges what Python computes. */
import { spreadOf } from './compare.ts';
import { runInTurn } from '../../src/lab/node/headless.ts';
import type { JobLoad, SideJob } from '../../src/lab/protocol.ts';
import type { FidelityCell } from '../../src/measurements/fidelity.ts';
import { metricsOf } from '../../src/trace/metrics.ts';

/** Where computing shows: so many requests at once that what each costs adds up. */
const size = 100;
const times = 3;
/** Virtual seconds between a warm-up and the load. */
const pause = 60;

export function showsComputing({ requests, seeds }: Pick<FidelityCell, 'requests' | 'seeds'>): boolean {
  return requests === size && seeds === null;
}

/** The job's load after a small one some time before: real servers too are compared once they have imported what they need. */
function afterWarmUp(job: SideJob): SideJob {
  const [load] = job.loads;
  if (!load) throw new Error(`${job.side.id} has no load`);
  const warmUp: JobLoad = { ...load, name: 'warm-up', sending: { kind: 'open', instants: [0, 0, 0, 0] } };
  return {
    ...job,
    loads: [warmUp, { ...load, start: load.start + pause }],
    world: { ...job.world, cpu: 'measured' },
  };
}

/** Makespans of a side, one run after the other: two at once would slow each other down. Null when it does not run. */
export async function measuredRuns(job: SideJob): Promise<FidelityCell['measured']> {
  const makespans: number[] = [];
  for (let time = 1; time <= times; time += 1) {
    const outcome = await runInTurn(afterWarmUp(job));
    if (outcome.kind === 'failed') return null;
    const { side } = outcome;
    makespans.push(
      metricsOf(
        side.requests.filter(([load]) => load === 1),
        side,
      ).makespan,
    );
  }
  const { median, min, max } = spreadOf(makespans);
  const micro = (value: number): number => Math.round(value * 1e6) / 1e6;
  return { median: micro(median), min: micro(min), max: micro(max) };
}
