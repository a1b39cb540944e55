/**
 * lab.yaml: what a person writes of a lab. Unknown keys are refused, so that a typing mistake is never silently ignored; types are
 * inferred. What each key means: docs/contract.md.
 */
import { z } from '../schemas/full.ts';
import { idPattern } from './id.ts';
import { patternKeys } from './patterns.ts';

const text = z.string();
const number = z.number();
const whole = z.int();
const count = z.int().min(1);

/** A text in one language for all, or one per language. */
export const label = z.union([text, z.strictObject({ en: text, 'zh-cn': text })]);

const program = {
  id: z.string().regex(idPattern).optional(),
  name: label,
  directory: text,
  command: text,
  env: z.record(text, text).optional(),
};

/**
 * What a client of `sse` or `websocket` waits for, and what `timeout` means to one that only listens: src/world/clients/load.py. A WebSocket
 * sends `body`, if there is one, as its only message.
 */
export const loadKeys = {
  name: text.optional(),
  path: z.string().regex(/^\//),
  method: text.optional(),
  headers: z.record(text, text).optional(),
  body: text.optional(),
  timeout: number.optional(),
  keepalive: z.boolean().optional(),
  start: number.optional(),
  protocol: z.enum(['http', 'sse', 'websocket']).optional(),
  ...patternKeys,
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
const loadSchema = z.strictObject(loadKeys);
export const worldSchema = z.strictObject({
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

export type Label = z.infer<typeof label>;
export type Lab = z.infer<typeof labSchema>;
export type LabSide = z.infer<typeof sideSchema>;
export type LabService = z.infer<typeof serviceSchema>;
export type LabLoad = z.infer<typeof loadSchema>;
