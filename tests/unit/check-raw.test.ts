/** What an engine hands over: the bounds of everything in it, and the word for what is turned away. */
import { describe, expect, test } from 'vitest';
import { runLimits, traceLimits } from '../../src/contract/limits.ts';
import { states, type RawSide } from '../../src/contract/raw.ts';
import { checkRaw } from '../../src/lab/check-raw.ts';
import { burst, threads } from '../fixtures/made-sides.ts';

const loads = 2;
const side = (): RawSide => ({ ...threads(burst(3)), calls: { stock: [3, 2] } });
const checked = (value: unknown) => checkRaw(JSON.stringify(value), loads);

/** Why a side is turned away after something was done to it; null if it is not. */
function refusal(damage: (side: RawSide & Record<string, unknown>) => unknown): unknown {
  const made = side() as RawSide & Record<string, unknown>;
  damage(made);
  const outcome = checked({ kind: 'ran', side: made });
  if (outcome.kind === 'ran') {
    expect(outcome.side).toEqual(made);
    return null;
  }
  expect(outcome.problem.code).toBe('outcome-refused');
  return outcome.problem.values['detail'];
}

type Row = unknown[];
const set = (rows: readonly unknown[], row: number, column: number, value: unknown): void => {
  (rows[row] as Row)[column] = value;
};
const printed = (processes: number) =>
  Object.fromEntries(Array.from({ length: processes }, (_, process) => [String(process), 'x']));
/** Nanoseconds: the end of the last day that may be begun. */
const latest = (traceLimits.days + 1) * 86_400e9;
/** Starts of processes and threads that events allow. */
const started = 2 * runLimits.events;

describe('a side', () => {
  test.each<[string, (side: RawSide & Record<string, unknown>) => unknown]>([
    ['as it is', () => undefined],
    ['a request of the last load', ({ requests }) => set(requests, 0, 0, loads - 1)],
    [
      'a request that nobody took on',
      ({ requests }) => [2, 3, 4, 5].forEach((column) => set(requests, 0, column, null)),
    ],
    ['a request that ends as it arrives', ({ requests }) => [4, 5].forEach((column) => set(requests, 0, column, 0))],
    ['a first byte without an end', ({ requests }) => set(requests, 0, 5, null)],
    ['an answer without a body', ({ requests }) => set(requests, 0, 9, null)],
    ['the largest status', ({ requests }) => set(requests, 0, 6, 999)],
    ...(['timeout', 'refused', 'reset', 'failed', null] as const).map((error): [string, (side: RawSide) => void] => [
      `the error ${String(error)}`,
      ({ requests }) => set(requests, 0, 7, error),
    ]),
    ['a span of nobody, nowhere', ({ spans }) => [0, 1, 2, 6].forEach((column) => set(spans, 0, column, null))],
    ['a span of no length', ({ spans }) => [4, 5].forEach((column) => set(spans, 0, column, 7))],
    ['a span of the last state', ({ lanes }) => set(lanes, 0, 3, states.length - 1)],
    ['the last moment of the last day', ({ requests }) => [4, 5].forEach((column) => set(requests, 0, column, latest))],
    ['many processes that print', (one) => (one.output = printed(100))],
    ['a name as long as may be', (one) => (one.on[0] = 'x'.repeat(2 * traceLimits.name))],
    ['an output as long as may be', (one) => (one.output = { 0: 'x'.repeat(3 * traceLimits.outputs) })],
    ['a body as long as may be', (one) => (one.bodies[0] = 'x'.repeat(512))],
    ['no call answered', (one) => (one.calls = { stock: [3, 0] })],
    ['every call answered', (one) => (one.calls = { stock: [3, 3] })],
    [
      'what stopped it',
      (one) => (one.stopped = { problem: { code: 'limit-events', values: { limit: 5 } }, at: 12, since: null }),
    ],
  ])('passes unchanged with %s', (_, damage) => {
    expect(refusal(damage)).toBeNull();
  });

  test.each<[string, (side: RawSide & Record<string, unknown>) => unknown, string]>([
    ['a request that is none', ({ requests }) => ((requests as unknown[])[0] = 'x'), 'a request'],
    ['a request too short', ({ requests }) => (requests[0] as unknown as Row).pop(), 'a request'],
    ['a request too long', ({ requests }) => (requests[0] as unknown as Row).push(0), 'a request'],
    ['a load that the job had not', ({ requests }) => set(requests, 0, 0, loads), 'the load of a request'],
    ['a time past the last day', ({ requests }) => set(requests, 0, 1, latest + 1), 'a time'],
    ['a time before all', ({ requests }) => set(requests, 0, 2, -1), 'a time'],
    ['a time that is a text', ({ requests }) => set(requests, 0, 3, '1'), 'a time'],
    ['a status too large', ({ requests }) => set(requests, 0, 6, 1000), 'a status'],
    ['an unknown error', ({ requests }) => set(requests, 0, 7, 'gone'), 'the error of a request'],
    ['a size below nothing', ({ requests }) => set(requests, 0, 8, -1), 'the size of an answer'],
    ['a body that is not there', ({ requests, bodies }) => set(requests, 0, 9, bodies.length), 'the body of an answer'],
    [
      'an end before the arrival',
      ({ requests }) => [1, 10].forEach((time, index) => set(requests, 0, index === 0 ? 5 : 1, time)),
      'a request that ends before it arrives',
    ],
    [
      'a first byte before the arrival',
      ({ requests }) => [10, 5, 20].forEach((time, index) => set(requests, 0, [1, 4, 5][index] ?? 0, time)),
      'a first byte out of order',
    ],
    [
      'a first byte after the end',
      ({ requests }) => [0, 9, 8].forEach((time, index) => set(requests, 0, [1, 4, 5][index] ?? 0, time)),
      'a first byte out of order',
    ],
    ['a span too short', ({ spans }) => (spans[0] as unknown as Row).pop(), 'a span'],
    ['a span too long', ({ lanes }) => (lanes[0] as unknown as Row).push(0), 'a span'],
    ['a span of nobody', ({ spans, requests }) => set(spans, 0, 0, requests.length), 'the request of a span'],
    ['a process out of bounds', ({ spans }) => set(spans, 0, 1, started + 1), 'the process of a span'],
    ['a thread out of bounds', ({ spans }) => set(spans, 0, 2, started + 1), 'the thread of a span'],
    ['an unknown state', ({ spans }) => set(spans, 0, 3, states.length), 'the state of a span'],
    ['a name that is not there', ({ spans, on }) => set(spans, 0, 6, on.length), 'the name of a span'],
    [
      'a span that ends early',
      ({ spans }) => [9, 8].forEach((time, index) => set(spans, 0, 4 + index, time)),
      'a span that ends before it starts',
    ],
    ['requests that are no list', (one) => (one['requests'] = {} as never), 'the requests'],
    [
      'more requests than may be',
      (one) => (one.requests = Array.from({ length: runLimits.requests + 1 }, () => one.requests[0]) as never),
      'the requests',
    ],
    ['spans that are no list', (one) => (one['spans'] = null as never), 'spans'],
    ['lanes that are no list', (one) => (one['lanes'] = 1 as never), 'lanes'],
    ['names that are no list', (one) => (one['on'] = 'x' as never), 'the names'],
    ['a name too long', (one) => (one.on[0] = 'x'.repeat(2 * traceLimits.name + 1)), 'a name'],
    ['bodies that are no list', (one) => (one['bodies'] = {} as never), 'the bodies'],
    ['more bodies than may be', (one) => (one.bodies = Array.from({ length: 201 }, () => 'x')), 'the bodies'],
    ['a body too long', (one) => (one.bodies[0] = 'x'.repeat(513)), 'a body'],
    ['peaks that are none', (one) => (one['peaks'] = [] as never), 'the peaks'],
    ...(['handlers', 'threads', 'processes'] as const).map((peak): [string, (side: RawSide) => unknown, string] => [
      `a peak of ${peak} past all bounds`,
      ({ peaks }) => (peaks[peak] = started + 1),
      'a peak',
    ]),
    ['a loop held past all bounds', (one) => (one.loopHeld = latest + 1), 'loopHeld'],
    ['a fraction of an event', (one) => (one.events = 0.5), 'the events'],
    ['an output that is none', (one) => (one['output'] = 'x' as never), 'the output'],
    ['an output of a process with a long name', (one) => (one.output = { ['1'.repeat(21)]: '' }), 'a process'],
    ['an output too long', (one) => (one.output = { 0: 'x'.repeat(3 * traceLimits.outputs + 1) }), 'the output'],
    ['calls that are none', (one) => (one['calls'] = [] as never), 'the calls'],
    ['calls of a service with a long name', (one) => (one.calls = { ['x'.repeat(100_001)]: [1, 1] }), 'a service'],
    ['calls without a number', (one) => (one['calls'] = { stock: 'x' } as never), 'the calls'],
    ['more calls than may be', (one) => (one.calls = { stock: [1e9 + 1, 0] }), 'the calls'],
    ['more answers than calls', (one) => (one.calls = { stock: [1, 2] }), 'the calls'],
    ['an end without a problem', (one) => (one['stopped'] = { at: 1 } as never), 'a problem'],
    [
      'an end at no time',
      (one) => (one['stopped'] = { problem: { code: 'limit-events', values: {} }, at: -1 } as never),
      'a time',
    ],
  ])('is turned away with %s', (_, damage, detail) => {
    expect(refusal(damage)).toBe(detail);
  });

  test('is an object', () => {
    for (const value of [null, [], 'x', 1]) {
      expect(checked({ kind: 'ran', side: value })).toMatchObject({ problem: { values: { detail: 'a side' } } });
    }
  });
});

describe('a failure', () => {
  const problem = { code: 'start-exit', values: { code: 3 }, side: 'a' } as const;

  test('passes with what was printed, and without', () => {
    for (const failure of [
      { kind: 'failed', problem },
      { kind: 'failed', problem, output: { 0: 'bye', 12: '' } },
    ])
      expect(checked(failure)).toEqual(failure);
  });

  test.each([
    ['without a problem', { kind: 'failed' }, 'a problem'],
    ['with a problem of no code', { kind: 'failed', problem: { code: '<b>', values: {} } }, 'a problem'],
    ['with an output that is none', { kind: 'failed', problem, output: [] }, 'the output'],
    ['of another kind', { kind: 'ended', problem }, 'neither a run nor a failure'],
    ['of no kind', { problem }, 'neither a run nor a failure'],
    ['that is a list', [], 'neither a run nor a failure'],
    ['that is nothing', null, 'neither a run nor a failure'],
  ])('%s is turned away', (_, value, detail) => {
    expect(checked(value)).toEqual({ kind: 'failed', problem: { code: 'outcome-refused', values: { detail } } });
  });

  test('is a text that can be read', () => {
    expect(checkRaw('{', loads)).toEqual({
      kind: 'failed',
      problem: { code: 'outcome-refused', values: { detail: 'no JSON' } },
    });
  });
});
