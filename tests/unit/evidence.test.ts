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

  test('has the same of each named load alone', () => {
    const named = { ...lab, load: [lab.load].flat().map((load) => ({ ...load, name: 'probe' })) };
    const split = withSides((side) => ({
      ...side,
      requests: side.requests.map((request) => ({ ...request, load: request.id < 40 ? 'probe' : 'other' })),
      metrics: { ...side.metrics, loads: { probe: { ...side.metrics, requests: 40 } } },
    }));
    const found = evidenceOf([], { lab: named }, split).sides['fastapi']?.loads;
    expect(Object.keys(found ?? {})).toEqual(['probe']);
    expect(found?.['probe']).toMatchObject({ requests: 40, good: 40, share: { blocking: 1, thread: 0 } });
    expect(found?.['probe']).toMatchObject({ peak: { blocking: 40, thread: 0 }, statuses: { 200: 40 } });
    expect(evidence(split).loads).toEqual({});
  });

  test('does not count time on the network as a request at work', () => {
    const away = withSides((side) => ({
      ...side,
      spans: side.spans.map((span) => ({ ...span, state: 'await' as const, on: span.request === 0 ? 'x' : 'network' })),
    }));
    expect(evidence(away).peak.await).toBe(1);
  });

  test('sums up what its requests lack of the stated work and answers, as far as a requirement speaks of it', () => {
    const bilingual = { en: '', 'zh-cn': '' };
    const keep = { does: bilingual, refusals: [], calls: {}, states: ['blocking' as const] };
    const keeps = [
      { ...keep, seconds: 0.2, bodies: [{ orders: [] }] },
      { ...keep, seconds: 0.1, bodies: ['other'], side: 'django' },
      { ...keep, seconds: 9, bodies: ['other'], load: 'nobody' },
    ];
    const { sides, kept } = evidenceOf(keeps, { lab }, run);
    expect(sides['fastapi']?.kept).toEqual({ short: 100, least: 0.1, different: 0 });
    expect(sides['django']?.kept).toEqual({ short: 100, least: 0.1, different: 100 });
    expect(kept.map(({ requests }) => requests)).toEqual([100, 0, 100, 100, 0]);
  });

  test('of no request at all has no share and no peak', () => {
    const { share, peak } = evidence(withSides((side) => ({ ...side, requests: [], spans: [], lanes: [] })));
    expect([...Object.values(share), ...Object.values(peak)].every((value) => value === 0)).toBe(true);
  });
});
