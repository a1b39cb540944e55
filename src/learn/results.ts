/** The numbers of the runs that a reader made of a lab, kept under the lab's name for as long as the browser keeps anything. */
import { z } from '../schemas/small.ts';
import type { Run } from '../contract/run.ts';
import { stoppedAt } from '../trace/facts.ts';
import { amountSchema, countSchema, listOf, nameSchema, textSchema } from './bounds.ts';
import type { Kind } from './envelope.ts';
import { momentSchema } from './moment.ts';

const orNull = z.nullable(amountSchema);

const sideSchema = z.strictObject({
  id: nameSchema,
  command: textSchema,
  requests: countSchema,
  completed: countSchema,
  errors: countSchema,
  /** Seconds, as in the metrics of a run. */
  makespan: amountSchema,
  p50: orNull,
  p95: orNull,
  p99: orNull,
  /** Requests per second. */
  throughput: amountSchema,
  stoppedAt: orNull,
});

const resultSchema = z.strictObject({
  /** When it ended, milliseconds since 1970. */
  at: momentSchema,
  /** The chosen change; null is the lab as written. */
  change: z.nullable(nameSchema),
  /** The reader had edited something on top of it. */
  edited: z.boolean(),
  sides: listOf(sideSchema, 100),
});
export type KeptResult = z.infer<typeof resultSchema>;

/** The oldest first. */
export const resultsKind: Kind<KeptResult[]> = {
  name: 'results',
  schema: listOf(resultSchema, 1_000),
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
    sides: run.sides.map((side) => ({
      id: side.id,
      command: side.command,
      requests: side.metrics.requests,
      completed: side.metrics.completed,
      errors: side.metrics.errors,
      makespan: side.metrics.makespan,
      p50: side.metrics.latency.p50,
      p95: side.metrics.latency.p95,
      p99: side.metrics.latency.p99,
      throughput: side.metrics.throughput,
      stoppedAt: stoppedAt(side),
    })),
  };
}
