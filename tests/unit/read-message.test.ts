/** What an engine says is believed only in the shape that it may have; what it says when it breaks becomes words that help. */
import { describe, expect, test } from 'vitest';
import { longestOutcome } from '../../src/contract/limits.ts';
import { clearProblem } from '../../src/lab/clear-problem.ts';
import { readMessage, readProblem } from '../../src/lab/read-message.ts';

const problem = { code: 'start-failed', values: {} };
const interpreter = new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
const loading = { kind: 'loading', stage: 'fetch', received: 1, total: 2 };
const progress = { kind: 'progress', now: 1, ended: 0, requests: 3 };

describe('a message', () => {
  test.each<[object]>([
    [loading],
    [{ kind: 'compiled', interpreter }],
    [{ kind: 'unfit', reason: 'another table' }],
    [{ kind: 'blank' }],
    [{ kind: 'ready' }],
    [{ kind: 'snapshot', snapshot: { state: '{}', memory: new Uint8Array(4) } }],
    [progress],
    [{ kind: 'finished', outcome: '' }],
    [{ kind: 'failed', problem }],
  ])('%j is taken as it is', (message) => {
    expect(readMessage(message)).toEqual(message);
  });

  test.each<[string, unknown]>([
    ['nothing', null],
    ['a text', 'ready'],
    ['a list', [{ kind: 'ready' }]],
    ['no kind', {}],
    ['a kind that is none', { kind: 'toString' }],
    ['a kind that is no text', { kind: ['ready'] }],
    ['more than its kind has', { kind: 'ready', more: 1 }],
    ['less than its kind has', { kind: 'loading', stage: 'fetch', received: 1 }],
    ['another stage', { ...loading, stage: 'coffee' }],
    ['a stage that is no text', { ...loading, stage: ['fetch'] }],
    ['bytes below nothing', { ...loading, received: -1 }],
    ['bytes without end', { ...loading, total: Infinity }],
    ['bytes as text', { ...loading, total: '2' }],
    ['another time', { ...progress, now: NaN }],
    ['another count', { ...progress, ended: null }],
    ['another number of requests', { ...progress, requests: '3' }],
    ['no interpreter', { kind: 'compiled', interpreter: {} }],
    ['no reason', { kind: 'unfit', reason: 1 }],
    ['no snapshot', { kind: 'snapshot', snapshot: null }],
    ['a snapshot without a state', { kind: 'snapshot', snapshot: { memory: new Uint8Array(4) } }],
    ['a snapshot whose memory is none', { kind: 'snapshot', snapshot: { state: '', memory: [1] } }],
    ['an outcome that is no text', { kind: 'finished', outcome: [] }],
    ['no problem', { kind: 'failed', problem: {} }],
  ])('%s is none', (_, message) => {
    expect(readMessage(message)).toBeNull();
  });

  test('an outcome may be as long as the limit, and no longer', () => {
    const finished = (length: number) => readMessage({ kind: 'finished', outcome: 'x'.repeat(length) })?.kind;
    expect([finished(longestOutcome), finished(longestOutcome + 1)]).toEqual(['finished', undefined]);
  });
});

describe('a problem', () => {
  test('keeps what it may say, and loses the rest', () => {
    const told = {
      code: 'start-failed',
      values: { a: 'x', b: 1 },
      side: 'a',
      file: 'main.py',
      line: 3,
      traceback: 'T',
    };
    expect(readProblem({ ...told, more: 1 })).toEqual(told);
    const odd = { values: { a: null, b: NaN, c: {} }, side: 1, file: [], line: '3', traceback: 4, hang: [] };
    expect(readProblem({ code: 'start-failed', ...odd })).toEqual(problem);
    expect(readProblem({ code: 'start-failed', values: 'abc' })).toEqual(problem);
    for (const code of ['unheard-of', null, ['hang']]) expect(readProblem({ code, values: {} })).toBeNull();
  });

  test('is cut where it is too long: values at their end, a traceback at its beginning', () => {
    const many = Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`v${String(at)}`, at]));
    const read = readProblem({
      code: 'start-failed',
      values: { long: `a${'x'.repeat(8192)}`, ...many },
      side: 'x'.repeat(65_537),
      file: 'x'.repeat(65_536),
      traceback: `a${'x'.repeat(65_536)}`,
    });
    expect(Object.keys(read?.values ?? {})).toHaveLength(8);
    expect(read?.values['long']).toBe(`a${'x'.repeat(8191)}`);
    expect(read).toMatchObject({ file: 'x'.repeat(65_536), traceback: 'x'.repeat(65_536) });
    expect(read).not.toHaveProperty('side');
  });
});

describe('an engine that broke', () => {
  const cleared = (message: unknown) =>
    clearProblem({ code: 'engine-crashed', values: message === undefined ? {} : { message: message as string } });

  test.each<[string, string, object]>([
    ['RangeError: Array buffer allocation failed', 'limit-memory', {}],
    ['MemoryError', 'limit-memory', {}],
    ['  CompileError: x ', 'engine-refused', { message: 'CompileError: x' }],
    ['WebAssembly is not defined', 'engine-refused', { message: 'WebAssembly is not defined' }],
    ['Uncaught Error', 'engine-unexplained', {}],
    ['RuntimeError:', 'engine-unexplained', {}],
    ['', 'engine-unexplained', {}],
    ['TypeError: x is undefined', 'engine-crashed', { message: 'TypeError: x is undefined' }],
  ])('and says %j', (message, code, values) => {
    expect(cleared(message)).toEqual({ code, values });
  });

  test('without a word', () => {
    expect(cleared(undefined).code).toBe('engine-unexplained');
  });

  test('any other problem says what it says', () => {
    const other = { code: 'host-error' as const, values: { message: 'MemoryError' } };
    expect(clearProblem(other)).toBe(other);
  });
});
