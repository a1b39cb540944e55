/**
 * The shapes of what a person writes (lab.yaml, page.yaml) and of what a run prints. Written once, here; types are inferred.
 * What people write refuses unknown keys, so that a typing mistake is never silently ignored. A run accepts keys it does not
 * know, because the contract grows by adding.
 */
import { z } from '../schemas/full.ts';
import { bilingual } from '../bilingual.ts';
import { states } from '../trace/raw.ts';
import { problemCodes } from './problem.ts';
import { idPattern } from '../id.ts';

const text = z.string();
const number = z.number();
const whole = z.int();
const count = z.int().min(1);

/** A text in one language for all, or one per language. */
const label = z.union([text, z.strictObject({ en: text, 'zh-cn': text })]);

const program = {
  id: z.string().regex(idPattern).optional(),
  name: label,
  directory: text,
  command: text,
  env: z.record(text, text).optional(),
};

/**
 * What a client of `sse` or `websocket` waits for, and what `timeout` means to one that only listens: src/world/load.py. A WebSocket
 * sends `body`, if there is one, as its only message.
 */
const load = {
  name: text.optional(),
  path: z.string().regex(/^\//),
  method: text.optional(),
  headers: z.record(text, text).optional(),
  body: text.optional(),
  timeout: number.optional(),
  keepalive: z.boolean().optional(),
  start: number.optional(),
  protocol: z.enum(['http', 'sse', 'websocket']).optional(),
  pattern: z.enum(['burst', 'constant', 'poisson', 'closed']),
  requests: count.optional(),
  rate: z.number().positive().optional(),
  duration: z.number().positive().optional(),
  seed: whole.optional(),
  clients: count.optional(),
  think: number.optional(),
};

/**
 * A command line is one program, or several joined by `&&`: `python manage.py migrate && gunicorn shop.wsgi`. Programs are `uvicorn`,
 * `gunicorn`, and `python` with a file of the lab or `-m` and a module. All but the last run to their end before anything
 * serves, and before time 0; one that fails ends the start. The last keeps running: of a side, it listens.
 */
const sideSchema = z.strictObject(program);
/**
 * A service runs beside each side, in a directory of its own, until the end, when it gets SIGTERM. One whose last program is `python`
 * need not listen: it may be a worker, which is ready as soon as it waits for something. A service whose directory is a side's runs
 * in that side's directory of the virtual disk and sees what the side writes there, such as a database; a `python` one then runs
 * beside the sides of that directory only. It chooses its own port, so `port` is for servers.
 */
const serviceSchema = z.strictObject({
  ...program,
  host: text.optional(),
  port: z.int().min(1).max(65535).optional(),
});
const loadSchema = z.strictObject(load);
const worldSchema = z.strictObject({
  cores: count.optional(),
  seed: whole.optional(),
  network: number.optional(),
  cpu: z.enum(['free', 'measured']).optional(),
});

/** lab.yaml. Which keys a pattern needs, and which values make sense together, is for `labProblems` (rules.ts). */
export const labSchema = z.strictObject({
  sides: z.array(sideSchema).min(1).max(6),
  services: z.array(serviceSchema).optional(),
  load: z.union([loadSchema, z.array(loadSchema).min(1)]),
  world: worldSchema.optional(),
  expect: z.array(text).optional(),
});

/**
 * One answer that a reader may guess: `holds` says of which runs it is true, in inequalities as in `expect`; of several, all hold. Of the lab
 * as written exactly one choice is true, and of any run at most one should be.
 */
const choiceSchema = z.strictObject({
  id: z.string().regex(idPattern),
  text: bilingual,
  holds: z.union([text, z.array(text).min(1)]),
});

/**
 * page.yaml: what a page needs to present a lab and the command line does not. `open` is the file of each side that is shown
 * first. A change is one click away for the reader: `load` replaces keys of the load with its `name`, or of the first; `commands`
 * the command of a side; `world` what the machine has; `overlay` is a directory of the lab whose files (by side id, then path)
 * replace or join the lab's own; `expect` stands in place of the lab's own, which hold for the lab as written only. `predict` is what the reader
 * is asked to guess before the result is shown: how long each side takes, which one finishes first, or which of the choices is true (`asks`
 * is the question that they answer); nothing without it.
 */
export const pageSchema = z.strictObject({
  question: bilingual,
  open: z.record(text, text),
  // The keys come first: of a union that nothing fits, the first form of the value's own kind says what is wrong (yaml-file.ts).
  predict: z
    .union([
      z.strictObject({ asks: bilingual, choices: z.array(choiceSchema).min(2).max(4) }),
      z.enum(['makespan', 'first']),
    ])
    .optional(),
  changes: z
    .array(
      z.strictObject({
        id: z.string().regex(idPattern),
        name: bilingual,
        load: z.strictObject(load).partial().optional(),
        commands: z.record(text, text).optional(),
        world: worldSchema.optional(),
        overlay: text.optional(),
        expect: z.array(text).optional(),
      }),
    )
    .default([]),
});

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
  /** Present when a limit ended the run early: the limit, and the second at which it struck. */
  stopped: z.object({ problem: problemSchema, at: number }).optional(),
});

/** What a load was, with every default filled in (protocol.ts). */
const ranLoadSchema = z.object({
  name: text,
  path: text,
  method: text,
  headers: z.record(text, text),
  body: text,
  timeout: optionalNumber,
  keepalive: z.boolean(),
  start: number,
  protocol: z.enum(['http', 'sse', 'websocket']),
  arrivals: z.discriminatedUnion('pattern', [
    z.object({ pattern: z.literal('burst'), requests: whole }),
    z.object({ pattern: z.literal('constant'), rate: number, duration: number }),
    z.object({ pattern: z.literal('poisson'), rate: number, duration: number, seed: whole }),
    z.object({ pattern: z.literal('closed'), clients: whole, requests: whole, think: number }),
  ]),
});

/**
 * One run: seconds of virtual time, rounded to the nanosecond. `load` and `world` are what it was made under. `measured` marks a run that
 * need not repeat.
 */
export const runSchema = z.object({
  lab: text,
  seed: whole.default(1),
  load: z.array(ranLoadSchema).optional(),
  world: z.object({ cores: whole, seed: whole, network: number, cpu: z.enum(['free', 'measured']) }).optional(),
  measured: z.literal(true).optional(),
  sides: z.array(sideRunSchema),
});

export type Label = z.infer<typeof label>;
export type Lab = z.infer<typeof labSchema>;
export type LabSide = z.infer<typeof sideSchema>;
export type LabService = z.infer<typeof serviceSchema>;
export type LabLoad = z.infer<typeof loadSchema>;
export type LabPage = z.infer<typeof pageSchema>;
export type LabChange = LabPage['changes'][number];
export type LabChoice = z.infer<typeof choiceSchema>;
export type Run = z.infer<typeof runSchema>;
export type SideRun = z.infer<typeof sideRunSchema>;
export type RunRequest = z.infer<typeof requestSchema>;
export type Span = z.infer<typeof spanSchema>;
export type SideMetrics = SideRun['metrics'];
export type Metrics = Omit<SideMetrics, 'loads'>;
