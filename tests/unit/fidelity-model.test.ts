import { describe, expect, it } from 'vitest';
import { explanationsOf } from '../../src/measurements/explanations.ts';
import type { FidelityCell } from '../../src/measurements/fidelity.ts';
import { contradictions, isWithin } from '../../src/measurements/model.ts';
import { scatterOf, square } from '../../src/measurements/scatter.ts';

const cell = (changes: Partial<FidelityCell>): FidelityCell => ({
  lab: 'lab',
  side: 'side',
  requests: 100,
  real: { median: 0.2, min: 0.2, max: 0.2 },
  virtual: 0.2,
  seeds: null,
  cpu: 0.001,
  within: true,
  measured: null,
  p50: { real: null, virtual: null },
  p95: { real: null, virtual: null },
  threads: { real: null, virtual: 1 },
  errors: { real: 0, virtual: 0 },
  note: null,
  ...changes,
});
const taking = (median: number): Pick<FidelityCell, 'real'> => ({ real: { median, min: median, max: median } });

describe('the model', () => {
  it('allows a tenth more, and what the requests cost to compute', () => {
    expect(isWithin(cell(taking(0.31)))).toBe(true);
    expect(isWithin(cell(taking(0.33)))).toBe(false);
  });

  it('never lets real servers be faster than the lab', () => {
    expect(isWithin(cell(taking(0.199)))).toBe(false);
  });

  it('takes the range over the seeds where chance has a say', () => {
    const seeds = { count: 20, min: 0.1, max: 0.4 };
    expect(isWithin(cell({ seeds, ...taking(0.12) }))).toBe(true);
    expect(isWithin(cell({ seeds, ...taking(0.53) }))).toBe(true);
    expect(isWithin(cell({ seeds, ...taking(0.55) }))).toBe(false);
  });

  it('notices an order that real servers turn round, and only one that the lab claims', () => {
    const fast = cell({ side: 'fast', virtual: 0.1, ...taking(0.9) });
    const slow = cell({ side: 'slow', virtual: 0.8, ...taking(0.85) });
    expect(contradictions([fast, slow])).toEqual([{ lab: 'lab', requests: 100, faster: 'fast', slower: 'slow' }]);
    expect(contradictions([{ ...fast, virtual: 0.75 }, slow])).toEqual([]);
    expect(contradictions([fast, { ...slow, lab: 'other' }])).toEqual([]);
  });
});

describe('the drawing of a comparison', () => {
  it('has both axes alike, and those last that are not as they should be', () => {
    const outside = cell({ within: false, virtual: 0.1, ...taking(10) });
    const { dots, ticks } = scatterOf([outside, cell(taking(0.2))]);
    expect(dots.map(({ cell: one }) => one.within)).toEqual([true, false]);
    expect(dots[0]?.x).toBe(dots[0]?.y);
    expect(ticks.map(({ seconds }) => seconds)).toEqual([0.1, 1, 10]);
    expect(ticks.at(-1)?.at).toBe(square.side);
  });

  it('leaves out what took no virtual time at all', () => {
    expect(scatterOf([cell({ virtual: 0 })]).dots).toEqual([]);
  });
});

describe('what is said of cells', () => {
  it('is said once for all cells of which it is true, and never of others', () => {
    const note = { en: 'chance', 'zh-cn': '运气' };
    const cells = [
      cell({}),
      cell({ requests: 1, note }),
      cell({ requests: 10, note, within: false }),
      cell({ side: 'other', note }),
      cell({ within: false }),
    ];
    expect(explanationsOf(cells)).toEqual([
      {
        note,
        cells: [
          { lab: 'lab', side: 'side', counts: [1, 10] },
          { lab: 'lab', side: 'other', counts: [100] },
        ],
      },
      { note: null, cells: [{ lab: 'lab', side: 'side', counts: [100] }] },
    ]);
  });
});
