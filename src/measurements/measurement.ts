/** A file of content/measurements: what real servers did on one machine, written by `npm run measure`. */
import { z } from '../schemas/full.ts';

const text = z.string().min(1);

/**
 * Quantities, with their units. Seconds: `start`, to the first answer; `cpu`, computed per request. Bytes: `memory` after the first answer and
 * `memoryAfter` a thousand more, `unpacked` and `compressed` as installed. Requests per second: `kept` on connections that stay open,
 * `closing` on one for each request. `lines` of code.
 */
export const quantities = [
  'start',
  'memory',
  'memoryAfter',
  'unpacked',
  'compressed',
  'lines',
  'kept',
  'closing',
  'cpu',
] as const;
export type Quantity = (typeof quantities)[number];

/** Kinds of middleware: by framework, and by how it stands to async. `django-mixed` is what startproject's are, under ASGI. */
export const hopKinds = [
  'fastapi-asgi',
  'fastapi-http',
  'django-wsgi',
  'django-async',
  'django-mixed',
  'django-sync',
] as const;
export type HopKind = (typeof hopKinds)[number];

const spread = z.strictObject({
  median: z.number(),
  min: z.number(),
  max: z.number(),
  repetitions: z.int().positive(),
});
export type Spread = z.infer<typeof spread>;

export const measurementSchema = z.strictObject({
  about: z.strictObject({
    date: z.iso.date(),
    command: text,
    machine: text,
    python: text,
    /** By the name of the package on PyPI. */
    versions: z.record(text, text),
  }),
  services: z.array(
    z.strictObject({
      id: text,
      framework: text,
      command: text,
      values: z.partialRecord(z.enum(quantities), spread),
    }),
  ),
  /** Seconds computed for one middleware of a kind, and how many a request passed through to tell. */
  hops: z.array(z.strictObject({ kind: z.enum(hopKinds), count: z.int().positive(), cpu: spread })).default([]),
});
export type Measurement = z.infer<typeof measurementSchema>;

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  const median = ((sorted[Math.floor(half)] ?? 0) + (sorted[Math.ceil(half) - 1] ?? 0)) / 2;
  return { median, min: sorted[0] ?? 0, max: sorted.at(-1) ?? 0, repetitions: sorted.length };
}
