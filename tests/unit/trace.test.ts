/** Metrics, assembling, and the rules that every run keeps to. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Lab } from '../../src/contract/lab.ts';
import type { Run } from '../../src/contract/run.ts';
import { assembleRun } from '../../src/lab/assemble.ts';
import { traceLimits } from '../../src/contract/limits.ts';
import { checkRaw } from '../../src/lab/check-raw.ts';
import { checkRun } from '../../src/trace/check-run.ts';
import { nearestRank, peakOverlap } from '../../src/trace/metrics.ts';
import { states, type RawCalls, type RawSide } from '../../src/contract/raw.ts';
import { loaded, outcomes, run } from '../fixtures/first-run.ts';
import { anySide } from '../fixtures/any-side.ts';
import { burst, queueSide, threads, workers } from '../fixtures/made-sides.ts';

const at = <Item>(items: readonly Item[], index: number): Item => {
  const item = items[index];
  if (item === undefined) throw new RangeError(`no item ${String(index)}`);
  return item;
};

const oneSide: Lab = {
  sides: [{ id: 'a', name: 'A', directory: 'a', command: 'uvicorn main:app' }],
  load: { path: '/', pattern: 'burst', requests: 1 },
};
const runOf = (side: RawSide): Run => assembleRun({ name: 'made', lab: oneSide }, [side]);

describe('metrics', () => {
  test('nearest rank', () => {
    const twenty = Array.from({ length: 20 }, (_, index) => index + 1);
    expect([50, 95, 99, 100].map((percent) => nearestRank(twenty, percent))).toEqual([10, 19, 20, 20]);
    expect(nearestRank([7], 50)).toBe(7);
    expect(nearestRank([], 50)).toBeNull();
  });

  test('an interval ends before another starts at the same moment', () => {
    expect(
      peakOverlap([
        [0, 1],
        [1, 2],
      ]),
    ).toBe(1);
    expect(
      peakOverlap([
        [0, 2],
        [1, 2],
        [1, 1],
      ]),
    ).toBe(3);
    // In whatever order they come.
    expect(
      peakOverlap([
        [10, 12],
        [0, 1],
        [2, 11],
      ]),
    ).toBe(2);
  });

  test.each([
    [1, 0.1, 0.1],
    [40, 0.1, 1],
    [41, 0.2, 1.1],
    [100, 0.3, 2.5],
    [200, 0.5, 5],
  ])('%i requests: 40 threads take %f s, four workers %f s', (requests, fastapi, django) => {
    expect(runOf(threads(burst(requests))).sides[0]?.metrics.makespan).toBe(fastapi);
    expect(runOf(workers(burst(requests))).sides[0]?.metrics.makespan).toBe(django);
  });

  test('named loads have metrics of their own, unnamed ones do not', () => {
    const side = threads(burst(10));
    side.requests.forEach((request, index) => (request[0] = index < 3 ? 1 : 0));
    const lab: Lab = {
      ...oneSide,
      load: [
        { path: '/', pattern: 'burst', requests: 7 },
        { name: 'probe', path: '/health', pattern: 'burst', requests: 3 },
      ],
    };
    const [made] = assembleRun({ name: 'made', lab }, [side]).sides;
    expect(Object.keys(made?.metrics.loads ?? {})).toEqual(['probe']);
    expect(made?.metrics.loads['probe']?.requests).toBe(3);
    expect(new Set(made?.requests.map(({ load }) => load))).toEqual(new Set(['main', 'probe']));
  });

  test('the handlers of a named load are those of its own requests that the application began', () => {
    const side = threads([0, 0, 0, 0.05e9, 0.05e9, 0.1e9]);
    // The first never came to the application; the last comes as the others of its load have ended.
    at(side.requests, 0)[3] = null;
    const named = { ...oneSide, load: { name: 'probe', path: '/', pattern: 'burst' as const, requests: 6 } };
    const [made] = assembleRun({ name: 'made', lab: named }, [side]).sides;
    expect(made?.metrics.loads['probe']?.concurrency.handlers).toBe(4);
  });

  test('errors: a timeout has no latency, a 500 has one', () => {
    const side = queueSide({
      arrivals: burst(4),
      service: 1e8,
      slots: 1,
      wait: 'backlog',
      work: 'blocking',
      slot: 'process',
      on: { wait: null, work: 'x' },
      timeout: 2e8,
      status: 500,
    });
    const metrics = runOf(side).sides[0]?.metrics;
    expect(metrics).toMatchObject({
      requests: 4,
      completed: 2,
      errors: 4,
      makespan: 0.2,
      throughput: 0,
      latency: { mean: 0.15, max: 0.2 },
    });
  });

  test('a run says when it was measured, and how often each service was asked', () => {
    const [side] = runOf({ ...threads(burst(1)), calls: { stock: [3, 2] } }).sides;
    expect(side?.calls).toEqual({ stock: { asked: 3, answered: 2 } });
    const run = (cpu: 'free' | 'measured') =>
      assembleRun({ name: 'made', lab: { ...oneSide, world: { cpu } } }, [null]);
    expect([run('measured').measured, 'measured' in run('free')]).toEqual([true, false]);
  });

  test('a side that did not run is left out', () => {
    expect(assembleRun(loaded, [null, threads(burst(1))]).sides.map(({ id }) => id)).toEqual(['django']);
  });
});

describe('rules of every run', () => {
  test('the first run and any queue keep to them', () => {
    expect(checkRun(run)).toEqual([]);
    fc.assert(
      fc.property(anySide, (side) => {
        expect(checkRun(runOf(side))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test.each<[string, RegExp, (side: Run['sides'][number]) => void]>([
    ['a hole between spans', /nothing between/, (side) => side.spans.splice(44, 1)],
    ['an overlap', /overlaps/, (side) => side.spans.push({ ...at(side.spans, 0), state: 'await' })],
    ['a span past the end', /not to its end/, (side) => (at(side.spans, 0).to = 9)],
    ['a lane that is missing', /no lane shows it/, (side) => side.lanes.splice(0, 1)],
    ['a lane that holds two things', /holds two things/, (side) => side.lanes.push({ ...at(side.lanes, 0) })],
    [
      'a lane for a request that waits',
      /its spans disagree/,
      (side) => side.lanes.push({ ...at(side.lanes, 0), thread: 99, request: 60, to: 0.05 }),
    ],
    ['a metric', /metrics of the side/, (side) => (side.metrics.makespan = 1)],
    ['an end before the arrival', /ends before it arrives/, (side) => (at(side.requests, 0).end = -1)],
    ['an open request', /no limit stopped the run/, (side) => (at(side.requests, 0).end = null)],
    ['neither status nor error', /neither status nor error/, (side) => (at(side.requests, 0).status = null)],
    ['more than nanoseconds', /not rounded/, (side) => (at(side.requests, 0).accepted = 0.1234567891234)],
    ['a request out of its place', /request 7: stands at 0$/m, (side) => (at(side.requests, 0).id = 7)],
    ['an arrival before the start', /request 0: arrives before 0$/m, (side) => (at(side.requests, 0).arrival = -1)],
    [
      'a late first byte',
      /request 0: has its first byte after its end$/m,
      (side) => (at(side.requests, 0).firstByte = 1),
    ],
    [
      'an early first byte',
      /request 0: has its first byte before it arrives$/m,
      (side) => (at(side.requests, 0).firstByte = -1),
    ],
    [
      'a first byte from nowhere',
      /request 0: has its first byte before its application starts$/m,
      (side) => (at(side.requests, 0).started = 0.2),
    ],
    ['a status above all', /request 0: has status 600$/m, (side) => (at(side.requests, 0).status = 600)],
    ['a status below all', /request 0: has status 99$/m, (side) => (at(side.requests, 0).status = 99)],
    [
      'a span that runs backwards',
      /^fastapi: a span ends at 0, before it starts at 0\.1$/m,
      (side) => side.lanes.push({ ...at(side.lanes, 0), request: null, thread: 99, from: 0.1, to: 0 }),
    ],
    [
      'a span of a request that is not there',
      /^fastapi: a span names request 100$/m,
      (side) => side.lanes.push({ ...at(side.lanes, 0), thread: 99, request: 100 }),
    ],
    [
      'a metric of a load',
      /^fastapi: metrics of load main are /m,
      (side) => (side.metrics.loads = { main: { ...side.metrics, requests: 1 } }),
    ],
    [
      'a hang that begins after the end',
      /^fastapi: it hangs since a moment after its end$/m,
      (side) => (side.stopped = { problem: { code: 'hang', values: {} }, at: 1, since: 2 }),
    ],
  ])('%s is found', (_, message, damage) => {
    const broken = structuredClone(run);
    damage(at(broken.sides, 0));
    expect(checkRun(broken).join('\n')).toMatch(message);
  });

  test.each<[string, (side: Run['sides'][number]) => void]>([
    ['the least status', (side) => (at(side.requests, 0).status = 100)],
    ['the greatest status that is no error', (side) => (at(side.requests, 0).status = 499)],
    ['a first byte as the application starts', (side) => (at(side.requests, 0).started = 0.1)],
    ['a first byte as the request arrives', (side) => (at(side.requests, 0).firstByte = 0)],
    [
      'a hang from the last moment on',
      (side) => (side.stopped = { problem: { code: 'hang', values: {} }, at: 1, since: 1 }),
    ],
    [
      'work that goes on after the answer',
      (side) => side.lanes.push({ ...at(side.lanes, 0), thread: 99, from: 0.1, to: 0.2 }),
    ],
    ['work for no request', (side) => side.lanes.push({ ...at(side.lanes, 60), request: null, from: 5, to: 6 })],
  ])('%s keeps to them', (_, change) => {
    const changed = structuredClone(run);
    change(at(changed.sides, 0));
    expect(checkRun(changed)).toEqual([]);
  });
});

const manyCalls = (services: number): Record<string, RawCalls> =>
  Object.fromEntries(Array.from({ length: services }, (_, index) => [String(index), [0, 0]]));

describe('outcomes from outside', () => {
  test('what the world hands over passes unchanged', () => {
    for (const outcome of outcomes) expect(checkRaw(JSON.stringify(outcome), 1)).toEqual(outcome);
    fc.assert(
      fc.property(anySide, (side) => {
        expect(checkRaw(JSON.stringify({ kind: 'ran', side }), 1)).toEqual({ kind: 'ran', side });
      }),
      { numRuns: 100 },
    );
  });

  test.each<[string, (side: RawSide) => unknown]>([
    ['a load that the job had not', (side) => (at(side.requests, 0)[0] = 1)],
    ['a negative time', (side) => (at(side.requests, 0)[1] = -1)],
    ['a fraction of a nanosecond', (side) => (at(side.requests, 0)[1] = 0.5)],
    ['an end before the arrival', (side) => (at(side.requests, 0)[1] = 9e9)],
    ['an unknown error', (side) => (at(side.requests, 0)[7] = 'gone' as 'reset')],
    ['more answers than calls', (side) => (side.calls = { stock: [1, 2] })],
    ['a count of calls that is none', (side) => (side.calls = { stock: [0.5, 0] })],
    ['calls without a count', (side) => (side.calls = { stock: [1] as unknown as [number, number] })],
    ['calls of more services than there can be', (side) => (side.calls = manyCalls(10_001))],
    ['a request that is not there', (side) => (at(side.spans, 0)[0] = 100)],
    ['an unknown state', (side) => (at(side.spans, 0)[3] = states.length)],
    ['a name that is not there', (side) => (at(side.spans, 0)[6] = 2)],
    ['a long name', (side) => (side.on[0] = 'x'.repeat(801))],
    ['too much output', (side) => (side.output = { 0: 'x'.repeat(24_000_001) })],
    ['too many requests', (side) => (side.requests = Array.from({ length: 20_001 }, () => at(side.requests, 0)))],
    ['a text for a number', (side) => (side.events = '1' as unknown as number)],
    ['markup for a peak', (side) => (side.peaks.threads = '<img>' as unknown as number)],
  ])('%s is refused', (_, damage) => {
    const side = threads(burst(100));
    damage(side);
    expect(checkRaw(JSON.stringify({ kind: 'ran', side }), 1)).toMatchObject({
      kind: 'failed',
      problem: { code: 'outcome-refused' },
    });
  });

  test('calls come through, and a run from before they were counted is one without them', () => {
    const counted = { ...threads(burst(1)), calls: { stock: [3, 2] } };
    expect(checkRaw(JSON.stringify({ kind: 'ran', side: counted }), 1)).toEqual({ kind: 'ran', side: counted });
    const { calls, ...before } = counted;
    expect(Object.keys(calls)).toEqual(['stock']);
    expect(checkRaw(JSON.stringify({ kind: 'ran', side: before }), 1)).toEqual({ kind: 'ran', side: before });
    const [side] = assembleRun(loaded, [before, null]).sides;
    expect(side?.calls).toBeUndefined();
  });

  test('a run that was ended early says when, and since when nothing happened where that is known', () => {
    const problem = { code: 'limit-events', values: {} };
    const read = (stopped: unknown) =>
      checkRaw(JSON.stringify({ kind: 'ran', side: { ...threads(burst(1)), stopped } }), 1);
    expect(read({ problem, at: 9, since: 5 })).toMatchObject({ side: { stopped: { problem, at: 9, since: 5 } } });
    expect(read({ problem, at: 9 })).toMatchObject({ side: { stopped: { since: null } } });
    expect(read({ problem, at: 9, since: -1 })).toMatchObject({ problem: { values: { detail: 'a time' } } });
    expect(read({ at: 9 })).toMatchObject({ problem: { values: { detail: 'a problem' } } });
  });

  test('what a lab may do much of passes: processes, what they print, long names, services', () => {
    const side = threads(burst(100));
    const processes = Array.from({ length: 3000 }, (_, index) => [String(index), 'Booting worker\n'] as const);
    const much: RawSide = {
      ...side,
      // Python counts these as one character each.
      on: ['😀'.repeat(traceLimits.name), ...side.on.slice(1)],
      output: { ...Object.fromEntries(processes), master: '😀'.repeat(traceLimits.output), start: 'x'.repeat(500_000) },
      peaks: { handlers: 20_000, threads: traceLimits.threads, processes: 3000 },
      loopHeld: traceLimits.days * 86_400e9,
      calls: { ['s'.repeat(5000)]: [400_000, 400_000], ...manyCalls(2500) },
    };
    expect(checkRaw(JSON.stringify({ kind: 'ran', side: much }), 1)).toEqual({ kind: 'ran', side: much });
  });

  test('the world keeps to the limits that its traces are read by', () => {
    const source = readFileSync('src/world/limits.py', 'utf8');
    const stated = [...source.matchAll(/^([A-Z_]+): Final = ([\d_]+)$/gm)].map(([, name = '', value = '']) => [
      name.toLowerCase(),
      Number(value.replaceAll('_', '')),
    ]);
    expect(Object.fromEntries(stated)).toMatchObject(traceLimits);
  });

  test('nothing at all makes it throw', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.json().map((side) => `{"kind":"ran","side":${side}}`),
        ),
        (text) => {
          expect(checkRaw(text, 1).kind).toBe('failed');
        },
      ),
    );
  });
});
