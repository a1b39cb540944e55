/**
 * What a run prints. Keys that are not known are accepted, because the contract grows by adding; types are inferred. What each key means:
 * docs/contract.md.
 */
import { z } from '../schemas/full.ts';
import { hangSchema } from './hang.ts';
import { label } from './lab.ts';
import { arrivalsSchema } from './patterns.ts';
import { problemCodes } from './problem.ts';
import { states } from './raw.ts';

const text = z.string();
const number = z.number();
const whole = z.int();

const optionalNumber = z.number().nullable();

const metrics = {
  requests: whole,
  completed: whole,
  errors: whole,
  makespan: number,
  throughput: number,
  latency: z.object({
    mean: optionalNumber,
    p50: optionalNumber,
    p95: optionalNumber,
    p99: optionalNumber,
    max: optionalNumber,
  }),
  concurrency: z.object({ handlers: whole, threads: whole, processes: whole }),
  loopHeld: number,
};

const spanSchema = z.object({
  request: z.int().nullable(),
  process: z.int().nullable().default(null),
  thread: z.int().nullable().default(null),
  state: z.enum(states),
  from: number,
  to: number,
  on: z.string().nullable().default(null),
});

const requestSchema = z.object({
  id: whole,
  load: text,
  arrival: number,
  accepted: optionalNumber.default(null),
  started: optionalNumber.default(null),
  firstByte: optionalNumber.default(null),
  end: optionalNumber,
  status: z.int().nullable(),
  error: z.enum(['timeout', 'refused', 'reset', 'failed']).nullable(),
  bytes: whole.default(0),
  /** How the body of the answer begins (512 bytes); null without an answer, and past the first 200 different ones of a side. */
  body: z.string().nullable().optional(),
});

const problemSchema = z.object({
  code: z.enum(problemCodes),
  values: z.record(text, z.union([text, number])),
  side: text.optional(),
  file: text.optional(),
  line: z.int().optional(),
  traceback: text.optional(),
  hang: hangSchema.optional(),
});

const sideRunSchema = z.object({
  id: text,
  name: label,
  command: text,
  metrics: z.object({ ...metrics, loads: z.record(text, z.object(metrics)).default({}) }),
  requests: z.array(requestSchema),
  spans: z.array(spanSchema),
  lanes: z.array(spanSchema).default([]),
  /**
   * By the id of a service: calls that it got since time 0, and those that it answered with a status of the 2xx or 3xx class while whoever
   * asked was there. Not there: it was not watched, as with a program that serves by itself.
   */
  calls: z.record(text, z.object({ asked: whole, answered: whole })).optional(),
  output: z.record(text, text).default({}),
  /**
   * Present when the run was ended early: why, and the second to which its open requests are shown. `since` is there when it was ended
   * because nothing happened any more: the second of the last thing that did.
   */
  stopped: z.object({ problem: problemSchema, at: number, since: number.optional() }).optional(),
});

/** What a load was, with every default filled in. */
const loadSchema = z.object({
  name: text,
  path: text,
  method: text,
  headers: z.record(text, text),
  body: text,
  timeout: optionalNumber,
  keepalive: z.boolean(),
  start: number,
  protocol: z.enum(['http', 'sse', 'websocket']),
  arrivals: arrivalsSchema,
});

/**
 * One run: seconds of virtual time, rounded to the nanosecond. `load` and `world` are what it was made under. `measured` marks a run that
 * need not repeat.
 */
export const runSchema = z.object({
  lab: text,
  seed: whole.default(1),
  load: z.array(loadSchema).optional(),
  world: z.object({ cores: whole, seed: whole, network: number, cpu: z.enum(['free', 'measured']) }).optional(),
  measured: z.literal(true).optional(),
  sides: z.array(sideRunSchema),
});

export type Run = z.infer<typeof runSchema>;
export type SideRun = z.infer<typeof sideRunSchema>;
/** One stream of requests with every default filled in: seconds and requests. */
export type Load = z.infer<typeof loadSchema>;
export type RunRequest = z.infer<typeof requestSchema>;
export type Span = z.infer<typeof spanSchema>;
export type SideMetrics = SideRun['metrics'];
export type Metrics = Omit<SideMetrics, 'loads'>;
