/** The numbers of the runs that a reader made of a lab, kept under the lab's name for as long as the browser keeps anything. */
import { z } from 'zod/mini';
import type { Run } from '../lab/contract.ts';
import type { Kind } from './envelope.ts';

const orNull = z.nullable(z.number());

const sideSchema = z.strictObject({
  id: z.string(),
  command: z.string(),
  requests: z.int(),
  completed: z.int(),
  errors: z.int(),
  /** Seconds, as in the metrics of a run. */
  makespan: z.number(),
  p50: orNull,
  p95: orNull,
  p99: orNull,
  /** Requests per second. */
  throughput: z.number(),
  stoppedAt: orNull,
});

const resultSchema = z.strictObject({
  /** When it ended, milliseconds since 1970. */
  at: z.number(),
  /** The chosen change; null is the lab as written. */
  change: z.nullable(z.string()),
  /** The reader had edited something on top of it. */
  edited: z.boolean(),
  sides: z.array(sideSchema),
});
export type KeptResult = z.infer<typeof resultSchema>;

/** The oldest first. */
export const resultsKind: Kind<KeptResult[]> = {
  name: 'results',
  schema: z.array(resultSchema),
  migrations: [(bare) => bare],
};

/** More than that of one lab are not kept; the oldest go. */
const mostKept = 50;

export function withResult(before: readonly KeptResult[] | null, result: KeptResult): KeptResult[] {
  return [...(before ?? []), result].slice(-mostKept);
}

export function resultOfRun(run: Run, about: Pick<KeptResult, 'at' | 'change' | 'edited'>): KeptResult {
  return {
    ...about,
    sides: run.sides.map(({ id, command, metrics, stopped }) => ({
      id,
      command,
      requests: metrics.requests,
      completed: metrics.completed,
      errors: metrics.errors,
      makespan: metrics.makespan,
      p50: metrics.latency.p50,
      p95: metrics.latency.p95,
      p99: metrics.latency.p99,
      throughput: metrics.throughput,
      stoppedAt: stopped?.at ?? null,
    })),
  };
}
