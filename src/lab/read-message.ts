/** Reads what arrives from an engine. Reader's code runs over there, so nothing is believed before its shape is checked. */
import type { Hang, HangHolder } from '../contract/hang.ts';
import { longestOutcome, traceLimits } from '../contract/limits.ts';
import { problemCodes, type Problem, type ProblemCode } from '../contract/problem.ts';
import type { FromEngine, LoadingStage, Snapshot } from './protocol.ts';

const longestText = 64 * 1024;
/** Characters of what is waited for. */
const longestName = 500;
/** Values of a problem, whose words have at most four placeholders; and characters of one, which stands in a sentence. */
const mostValues = 8;
const longestValue = 8 * 1024;
const stages: readonly string[] = ['fetch', 'engine', 'unpack', 'imports'] satisfies LoadingStage[];

type Fields = Record<string, unknown>;

const isFields = (data: unknown): data is Fields => typeof data === 'object' && data !== null && !Array.isArray(data);
const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0;
const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= longestText;

const wholeOrNull = (value: unknown): number | null => (isCount(value) && Number.isInteger(value) ? value : null);
const nameOrNull = (value: unknown): string | null => (typeof value === 'string' ? value.slice(0, longestName) : null);
const fieldsIn = (value: unknown): Fields[] =>
  Array.isArray(value) ? value.filter(isFields).slice(0, traceLimits.waits) : [];

function holderOf({ request, process, thread, task, at }: Fields): HangHolder {
  return {
    request: wholeOrNull(request),
    process: wholeOrNull(process),
    thread: wholeOrNull(thread),
    task: nameOrNull(task),
    at: nameOrNull(at),
  };
}

function readHang(data: Fields): Hang {
  return {
    waits: fieldsIn(data['waits']).map((wait) => ({
      ...holderOf(wait),
      on: nameOrNull(wait['on']),
      holders: fieldsIn(wait['holders']).map(holderOf),
    })),
    unnamed: wholeOrNull(data['unnamed']) ?? 0,
  };
}

/** A copy with only the known fields, or null when `data` is not a problem. */
export function readProblem(data: unknown): Problem | null {
  if (!isFields(data) || !isText(data['code']) || !(problemCodes as readonly string[]).includes(data['code']))
    return null;
  const values: Record<string, string | number> = {};
  if (isFields(data['values'])) {
    for (const [key, value] of Object.entries(data['values']).slice(0, mostValues)) {
      if (typeof value === 'string') values[key] = value.slice(0, longestValue);
      else if (typeof value === 'number' && Number.isFinite(value)) values[key] = value;
    }
  }
  const problem: Problem = { code: data['code'] as ProblemCode, values };
  if (isText(data['side'])) problem.side = data['side'];
  if (isText(data['file'])) problem.file = data['file'];
  if (isCount(data['line'])) problem.line = data['line'];
  // The end of it says what happened.
  if (typeof data['traceback'] === 'string') problem.traceback = data['traceback'].slice(-longestText);
  if (isFields(data['hang'])) problem.hang = readHang(data['hang']);
  return problem;
}

/** The shape of a snapshot; what it says only an engine can judge. */
function readSnapshot(data: unknown): Snapshot | null {
  if (!isFields(data)) return null;
  const { state, memory } = data;
  if (typeof state !== 'string' || !(memory instanceof Uint8Array)) return null;
  return { state, memory: memory as Uint8Array<ArrayBuffer> };
}

/** Everything that a message of a kind has; one with more would be a way to make it as large as one likes. */
const fieldsOf: Record<FromEngine['kind'], number> = {
  loading: 4,
  compiled: 2,
  unfit: 2,
  blank: 1,
  ready: 1,
  snapshot: 2,
  progress: 4,
  finished: 2,
  failed: 2,
};
const isKind = (kind: unknown): kind is FromEngine['kind'] => typeof kind === 'string' && Object.hasOwn(fieldsOf, kind);

/** The message, or null when `data` is none of the protocol's. */
export function readMessage(data: unknown): FromEngine | null {
  if (!isFields(data) || !isKind(data['kind']) || Object.keys(data).length !== fieldsOf[data['kind']]) return null;
  switch (data['kind']) {
    case 'loading': {
      const { stage, received, total } = data;
      if (!isText(stage) || !stages.includes(stage) || !isCount(received) || !isCount(total)) return null;
      return { kind: 'loading', stage: stage as LoadingStage, received, total };
    }
    case 'compiled': {
      const { interpreter } = data;
      return interpreter instanceof WebAssembly.Module ? { kind: 'compiled', interpreter } : null;
    }
    case 'unfit': {
      const { reason } = data;
      return isText(reason) ? { kind: 'unfit', reason } : null;
    }
    case 'blank':
    case 'ready':
      return { kind: data['kind'] };
    case 'snapshot': {
      const snapshot = readSnapshot(data['snapshot']);
      return snapshot && { kind: 'snapshot', snapshot };
    }
    case 'progress': {
      const { now, ended, requests } = data;
      return isCount(now) && isCount(ended) && isCount(requests) ? { kind: 'progress', now, ended, requests } : null;
    }
    case 'finished': {
      const { outcome } = data;
      return typeof outcome === 'string' && outcome.length <= longestOutcome ? { kind: 'finished', outcome } : null;
    }
    case 'failed': {
      const problem = readProblem(data['problem']);
      return problem && { kind: 'failed', problem };
    }
  }
}
