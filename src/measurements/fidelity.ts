/** A file content/measurements/fidelity-*.json: the labs' sides on real servers beside their virtual runs, written by `npm run fidelity`. */
import { z } from '../schemas/full.ts';
import { bilingual } from '../i18n/bilingual.ts';

const text = z.string().min(1);
const seconds = z.number().nonnegative();
const spread = z.strictObject({ median: seconds, min: seconds, max: seconds });
const pair = z.strictObject({ real: seconds.nullable(), virtual: seconds.nullable() });

const cellSchema = z.strictObject({
  lab: text,
  side: text,
  requests: z.int().positive(),
  /** Makespans in seconds: of the repetitions, and of the virtual run (the middle of its seeds where there are several). */
  real: spread,
  virtual: seconds,
  /** Of a side whose workers compete for connections: the virtual makespans over the seeds. */
  seeds: z.strictObject({ count: z.int().positive(), min: seconds, max: seconds }).nullable(),
  /** Seconds that the side's real processes compute for one request beyond what the lab burns: `c` of the model. */
  cpu: seconds,
  within: z.boolean(),
  /** Virtual makespans with `cpu: measured`, which charges what Python computed; they do not repeat exactly. Of some cells only. */
  measured: spread.nullable().default(null),
  p50: pair,
  p95: pair,
  threads: z.strictObject({ real: z.int().positive().nullable(), virtual: z.int().positive() }),
  /** Requests that failed: of the repetition that had most, and of the virtual run. */
  errors: z.strictObject({ real: z.int().nonnegative(), virtual: z.int().nonnegative() }),
  /** Why a cell is outside the model, or why it varies as it does. */
  note: bilingual.nullable(),
});
export type FidelityCell = z.infer<typeof cellSchema>;

export const fidelitySchema = z.strictObject({
  about: z.strictObject({
    date: z.iso.date(),
    command: text,
    machine: text,
    python: text,
    /** The load average over a minute, when the measuring began and when it ended. */
    busy: z.tuple([seconds, seconds]),
    repetitions: z.int().positive(),
    /** By the name of the package on PyPI. */
    versions: z.record(text, text),
  }),
  cells: z.array(cellSchema).min(1),
  /** Pairs of sides that a real machine put in the other order. */
  contradictions: z.array(z.strictObject({ lab: text, requests: z.int().positive(), faster: text, slower: text })),
});
export type Fidelity = z.infer<typeof fidelitySchema>;
export type Spread = z.infer<typeof spread>;
