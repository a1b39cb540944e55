/** Many requests on little height: what a band shows at each moment, exactly where little happens, and as a mean where much does. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bandSize, bands, type BandRow } from '../../src/charts/bands.ts';
import type { State } from '../../src/contract/raw.ts';
import { spanOf } from '../fixtures/stretches.ts';

/** A request that waits and then works. */
const row = (arrival: number, work: number, end: number): BandRow => ({
  arrival,
  end,
  spans: [spanOf('thread', arrival, work), spanOf('blocking', work, end)],
});

test('forty bands, whatever the number of requests', () => {
  expect([1, 40, 41, 80, 81, 1000].map(bandSize)).toEqual([1, 1, 2, 2, 3, 25]);
});

describe('one band', () => {
  test('shows how many requests are in which state, what ended on top, work above waiting', () => {
    // 80 requests make bands of two; the first two are looked at.
    const rows = [row(0, 0, 1), row(0, 1, 2), ...Array.from({ length: 78 }, () => row(3, 3, 3))];
    const blocks = bands(rows, 3).filter(({ top }) => top < 2);
    expect(blocks).toEqual([
      { state: 'blocking', from: 0, to: 1, top: 0, rows: 1 },
      { state: 'thread', from: 0, to: 1, top: 1, rows: 1 },
      { state: 'blocking', from: 1, to: 2, top: 1, rows: 1 },
    ]);
  });

  test('joins what goes on unchanged', () => {
    const rows = [row(0, 0, 4), row(0, 1, 1), ...Array.from({ length: 78 }, () => row(4, 4, 4))];
    const working = bands(rows, 4).filter(({ state, top }) => state === 'blocking' && top < 2);
    // The other's end moves it down by one.
    expect(working).toEqual([
      { state: 'blocking', from: 0, to: 1, top: 0, rows: 1 },
      { state: 'blocking', from: 1, to: 4, top: 1, rows: 1 },
    ]);
  });

  test('goes on beside one that changes, and shows each request once', () => {
    const changes = { arrival: 0, end: 4, spans: [spanOf('thread', 0, 2), spanOf('loop', 2, 4)] };
    const rows = Array.from({ length: 80 }, (_, at) => (at % 2 === 0 ? row(0, 0, 4) : changes));
    const blocks = bands(rows, 4);
    expect(blocks.slice(0, 3)).toEqual([
      { state: 'blocking', from: 0, to: 4, top: 0, rows: 1 },
      { state: 'thread', from: 0, to: 2, top: 1, rows: 1 },
      { state: 'loop', from: 2, to: 4, top: 1, rows: 1 },
    ]);
    expect(blocks).toHaveLength(3 * 40);
    expect(blocks.reduce((sum, { from, to, rows: share }) => sum + (to - from) * share, 0)).toBe(80 * 4);
  });

  test('of two of which one ended as it arrived, the other moves down at that moment', () => {
    const refused = { arrival: 1, end: 1, spans: [] };
    const rows = [row(0, 0, 4), refused, ...Array.from({ length: 78 }, () => row(4, 4, 4))];
    expect(bands(rows, 4).filter(({ top }) => top < 2)).toEqual([
      { state: 'blocking', from: 0, to: 1, top: 0, rows: 1 },
      { state: 'blocking', from: 1, to: 4, top: 1, rows: 1 },
    ]);
  });

  /** A band of one request whose states change at so many moments. */
  const changing = (moments: number): BandRow => ({
    arrival: 0,
    end: moments - 1,
    spans: Array.from({ length: moments - 1 }, (_, at) => spanOf(at % 2 === 0 ? 'cpu' : 'loop', at, at + 1)),
  });

  test('is exact up to sixty moments, and a mean of seventy-two slices past them', () => {
    const exact = bands([changing(60)], 59);
    expect(exact).toHaveLength(59);
    expect(exact.every(({ rows }) => rows === 1)).toBe(true);
    const mean = bands([changing(62)], 61);
    expect(new Set(mean.map(({ from }) => from)).size).toBeGreaterThan(62);
    expect(mean.some(({ rows }) => rows < 1)).toBe(true);
    expect(mean.every(({ from, to }) => to - from >= 61 / 72 - 1e-9)).toBe(true);
  });

  test('keeps the time spent in each state, exact or not', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 200 }), (moments) => {
        const area = new Map<State, number>();
        for (const { state, from, to, rows } of bands([changing(moments)], moments - 1))
          area.set(state, (area.get(state) ?? 0) + (to - from) * rows);
        expect(area.get('cpu')).toBeCloseTo(Math.ceil((moments - 1) / 2), 6);
        expect(area.get('loop') ?? 0).toBeCloseTo(Math.floor((moments - 1) / 2), 6);
      }),
    );
  });
});
