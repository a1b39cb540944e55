/** What can go wrong, as data: a code that the interface has words for in every language, and the values those words need. */
import type { Hang } from './hang.ts';

export const problemCodes = [
  // lab.yaml and the files beside it
  'lab-missing',
  'yaml-syntax',
  'yaml-unbounded',
  'unknown-key',
  'missing-key',
  'wrong-value',
  'directory-missing',
  'path-outside',
  'name-unfit',
  'file-too-large',
  'too-many-files',
  'text-broken',
  'unreadable',
  'duplicate-id',
  'change-missing',
  // command lines
  'command-empty',
  'command-syntax',
  'command-operator',
  'command-server',
  'command-endless',
  'option-unknown',
  'option-value',
  'option-refused',
  'option-instead',
  // a side that does not start
  'step-failed',
  'step-silent',
  'application-missing',
  'start-failed',
  'package-missing',
  'process-refused',
  'start-exit',
  'start-silent',
  // a run that can go on no more
  'hang',
  // limits
  'limit-requests',
  'limit-real-time',
  'limit-events',
  'limit-virtual-time',
  'limit-days',
  'limit-trace',
  'limit-memory',
  // the engine
  'engine-missing',
  'engine-damaged',
  'engine-offline',
  'engine-stalled',
  'engine-blocked',
  'engine-unfit',
  'engine-refused',
  'engine-silent',
  'engine-crashed',
  'engine-unexplained',
  'engine-flood',
  'host-error',
  'network-intercepted',
  'site-updated',
  'browser-unsupported',
  'stopped',
  'outcome-refused',
] as const;

export type ProblemCode = (typeof problemCodes)[number];

export interface Problem {
  code: ProblemCode;
  /** Values for the placeholders of the message, e.g. `{ option: '--reload', reason: 'reload' }`. */
  values: Record<string, string | number>;
  /** Where it went wrong: a file of the lab, relative to the lab (or to the side when `side` is given); lines count from 1. */
  side?: string;
  file?: string;
  line?: number;
  /** A Python traceback cut to the lab's own files. */
  traceback?: string;
  /** Who waits for what, where something waits for ever. */
  hang?: Hang;
}
