/** Runs a job in the real engine and hands back a run whose own rules hold; a job that must fail has its own way in. */
import { expect } from 'vitest';
import type { SideRun } from '../../src/contract/run.ts';
import { runInTurn } from '../../src/lab/node/headless.ts';
import type { Problem } from '../../src/contract/problem.ts';
import type { SideJob } from '../../src/lab/protocol.ts';
import { assembleRun } from '../../src/lab/assemble.ts';
import { checkRun } from '../../src/trace/check-run.ts';

export async function run(job: SideJob): Promise<SideRun> {
  const outcome = await runInTurn(job);
  if (outcome.kind === 'failed') throw new Error(JSON.stringify(outcome.problem));
  const loads = job.loads.map(({ name, path }) => ({ name, path, pattern: 'burst' as const, requests: 1 }));
  const lab = { sides: [{ id: job.side.id, name: 'side', directory: 'side', command: job.side.command }], load: loads };
  const result = assembleRun({ name: 'test', lab }, [outcome.side]);
  expect(checkRun(result)).toEqual([]);
  const [side] = result.sides;
  if (!side) throw new Error('a run without a side');
  return side;
}

export async function problem(job: SideJob): Promise<Problem> {
  const outcome = await runInTurn(job);
  if (outcome.kind === 'ran') throw new Error(`it ran: ${JSON.stringify(outcome.side.output)}`);
  return outcome.problem;
}

/** Seconds that requests spent in each state. */
export function secondsByState(side: SideRun): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { state, from, to } of side.spans) sums[state] = Math.round(((sums[state] ?? 0) + to - from) * 1e9) / 1e9;
  return sums;
}
