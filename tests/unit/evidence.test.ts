/** What an exercise may ask of a run: numbers of a side and of each of its loads, at hand even where they are nothing. */
import { describe, expect, test } from 'vitest';
import { evidenceOf } from '../../src/learn/evidence.ts';
import type { Run, SideRun } from '../../src/contract/run.ts';
import { lab, run } from '../fixtures/first-run.ts';

const withSides = (change: (side: SideRun) => SideRun): Run => ({ ...run, sides: run.sides.map(change) });
const evidence = (of: Run, side = 'fastapi') => {
  const found = evidenceOf([], { lab }, of).sides[side];
  if (!found) throw new Error(`no side ${side}`);
  return found;
};

describe('a side', () => {
  test('has the share of all time that passed in each state, and the most requests in it at once', () => {
    const { share, peak } = evidence(run);
    // 100 requests of 0.1 s each, and 60 that waited 0.133 s on average.
    expect(share.blocking).toBeCloseTo(10 / 18, 9);
    expect(share.thread).toBeCloseTo(8 / 18, 9);
    expect(Object.values(share).reduce((sum, part) => sum + part, 0)).toBeCloseTo(1, 9);
    expect(peak).toMatchObject({ blocking: 40, thread: 60, backlog: 0 });
  });

  test('counts answers by status, the common ones even where there is none', () => {
    const statuses = [201, 201, 418, 503];
    const answered = withSides((side) => ({
      ...side,
      requests: side.requests.map((request, index) => ({ ...request, status: statuses[index] ?? null })),
    }));
    const counted = evidence(answered).statuses;
    expect(counted).toMatchObject({ 200: 0, 201: 2, 404: 0, 418: 1, 503: 1 });
    expect(Object.values(counted).reduce((sum, count) => sum + count, 0)).toBe(4);
  });

  test('says how often it asked each service, and how often it was answered', () => {
    const called = withSides((side) => ({
      ...side,
      calls: { stock: { asked: 7, answered: 5 }, mail: { asked: 1, answered: 0 } },
    }));
    expect(evidence(called)).toMatchObject({ calls: { stock: 7, mail: 1 }, answered: { stock: 5, mail: 0 } });
    const unwatched = withSides(
      (side) => Object.fromEntries(Object.entries(side).filter(([key]) => key !== 'calls')) as unknown as SideRun,
    );
    expect(evidence(unwatched)).toMatchObject({ calls: {}, answered: {} });
  });

  test('of no request at all has no share and no peak', () => {
    const { share, peak } = evidence(withSides((side) => ({ ...side, requests: [], spans: [], lanes: [] })));
    expect([...Object.values(share), ...Object.values(peak)].every((value) => value === 0)).toBe(true);
  });
});
