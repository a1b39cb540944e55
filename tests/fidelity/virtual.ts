/** What the lab says, run as `npm run lab` runs it. Runs repeat exactly, so each is kept until its lab or the world changes. */
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runInTurn } from '../../src/lab/node/headless.ts';
import { jobsOf, type LoadedLab } from '../../src/lab/jobs.ts';
import { manifestOf } from '../../src/lab/node/read-manifest.ts';
import type { SideJob } from '../../src/lab/protocol.ts';
import { metricsOf } from '../../src/trace/metrics.ts';
import { states, type RawSide } from '../../src/contract/raw.ts';
import { UserError } from '../../src/build/log.ts';

/** Seconds, as the client sees them; `burned` is what the lab expressly computes. */
export interface Seen {
  makespan: number;
  p50: number | null;
  p95: number | null;
  threads: number;
  errors: number;
  statuses: string;
  burned: number;
}

const place = '.cache/fidelity/virtual';
const chances = 20;

export function jobOf(lab: LoadedLab, side: string): SideJob {
  const result = jobsOf(lab);
  const job = result.kind === 'jobs' ? result.jobs.find((one) => one.side.id === side) : undefined;
  if (!job) throw new Error(`${lab.name} has no side ${side} that can run`);
  return job;
}

/** How many answers had which status, or which error. */
export function statusesOf(requests: RawSide['requests']): string {
  const counts = new Map<string, number>();
  for (const [, , , , , , status, error] of requests) {
    const key = error ?? String(status);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts]
    .sort()
    .map(([key, count]) => `${key}: ${String(count)}`)
    .join(', ');
}

function seenOf(side: RawSide): Seen {
  const { makespan, latency, errors } = metricsOf(side.requests, side);
  const cpu = states.indexOf('cpu');
  const burned = side.spans
    .filter(([, , , state]) => state === cpu)
    .reduce((sum, [, , , , from, to]) => sum + to - from, 0);
  return {
    makespan,
    p50: latency.p50,
    p95: latency.p95,
    threads: side.peaks.threads,
    errors,
    statuses: statusesOf(side.requests),
    burned: burned / 1e9,
  };
}

/** One virtual run. Throws a UserError when the side does not run. */
async function runVirtual(job: SideJob): Promise<Seen> {
  const { inputs, world } = await manifestOf('public/runtime');
  const key = createHash('sha256')
    .update(JSON.stringify([inputs, world, job]))
    .digest('hex');
  const file = join(place, `${key}.json`);
  const kept = await readFile(file, 'utf8').catch(() => null);
  if (kept !== null) return JSON.parse(kept) as Seen;
  const outcome = await runInTurn(job);
  if (outcome.kind === 'failed') {
    throw new UserError(
      `${job.side.id} does not run: ${JSON.stringify(outcome.problem)}`,
      'mend the lab, then run again.',
    );
  }
  const seen = seenOf(outcome.side);
  await mkdir(place, { recursive: true });
  await writeFile(file, JSON.stringify(seen));
  return seen;
}

/** The runs of a side: one, or one for each seed where chance has a say. `cpu` as in lab.yaml. */
export async function virtualRuns(lab: LoadedLab, side: string, isChancy: boolean): Promise<Seen[]> {
  const job = jobOf(lab, side);
  const seeds = isChancy ? Array.from({ length: chances }, (_, index) => index + 1) : [job.world.seed];
  return Promise.all(seeds.map((seed) => runVirtual({ ...job, world: { ...job.world, seed } })));
}
