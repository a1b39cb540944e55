/** A file of content/measurements: what real servers did on one machine, written by `npm run measure`. */
import { z } from 'zod';

const text = z.string().min(1);

/** Quantities, with their units: seconds and bytes. */
export const quantities = ['start', 'memory', 'unpacked', 'compressed'] as const;
export type Quantity = (typeof quantities)[number];

const spread = z.strictObject({
  median: z.number().nonnegative(),
  min: z.number().nonnegative(),
  max: z.number().nonnegative(),
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
});
export type Measurement = z.infer<typeof measurementSchema>;

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  const median = ((sorted[Math.floor(half)] ?? 0) + (sorted[Math.ceil(half) - 1] ?? 0)) / 2;
  return { median, min: sorted[0] ?? 0, max: sorted.at(-1) ?? 0, repetitions: sorted.length };
}
