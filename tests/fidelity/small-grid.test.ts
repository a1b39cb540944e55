/**
 * Ten cells of the grid, as part of `npm test`. There are three attempts, and what is asserted holds for the best of them. On a machine whose
 * cores others want too, a real server that took too long says nothing: then only the rest is asserted.
 */
import { describe, expect, it } from 'vitest';
import { allowed, contradictions } from '../../src/measurements/model.ts';
import { cellsOf, type Pair } from './compare.ts';
import { contentionDuring } from './contention.ts';
import { smallGrid, type Point } from './grid.ts';
import { findPython } from './python.ts';
import { runReal, unpack, type RealRun } from './real.ts';
import { jobOf, statusesOf, virtualRuns, type Seen } from './virtual.ts';

const python = await findPython();
const attempts = 3;
/** How many times as long as the lab a real server may take, apart from what it computes. */
const ratio = 1.5;
/** Threads that live for less than a client looks (10 ms): those that asyncio starts to shut an executor down. */
const brief = 3;
/** Share of the time from which on others are in the way. Servers that start, alone on two cores, come to a tenth. */
const busy = 0.3;

interface Cell {
  lab: Point['lab'];
  side: string;
  requests: number;
  virtual: Seen[];
  real: RealRun[];
}

interface Complaints {
  /** Took longer than it may. */
  late: string[];
  /** Whatever no other work of the machine excuses. */
  wrong: string[];
}

/** What is wrong with the real runs so far, cell by cell. */
function complaints(cells: readonly Cell[]): Complaints {
  const pairs = cells.map((cell): Pair => ({ ...cell, lab: cell.lab.name }));
  // The best attempt: whatever else runs on the machine only ever adds.
  const compared = cellsOf(pairs, () => null).map((cell) => ({
    ...cell,
    real: { ...cell.real, median: cell.real.min },
  }));
  const late: string[] = contradictions(compared).map((one) => `order contradicted: ${JSON.stringify(one)}`);
  const wrong: string[] = [];
  for (const [index, cell] of compared.entries()) {
    const name = `${cell.lab}/${cell.side} × ${String(cell.requests)}`;
    const { median } = cell.real;
    const times = `${name}: real ${median.toFixed(3)} s, virtual ${cell.virtual.toFixed(3)} s: ${(median / cell.virtual).toFixed(2)} times`;
    if (median < allowed(cell).from) wrong.push(times);
    if (median > ratio * cell.virtual + cell.requests * cell.cpu) late.push(times);
    const { real, virtual } = cell.threads;
    if (real !== null && (real > virtual || real < virtual - brief)) {
      wrong.push(`${name}: ${String(real)} threads, virtual ${String(virtual)}`);
    }
    const expected = cells[index]?.virtual[0]?.statuses;
    for (const { requests } of cells[index]?.real ?? []) {
      if (statusesOf(requests) !== expected)
        wrong.push(`${name}: ${statusesOf(requests)} instead of ${expected ?? ''}`);
    }
  }
  return { late, wrong };
}

const isClean = ({ late, wrong }: Complaints): boolean => late.length + wrong.length === 0;

describe.skipIf(python === null)('labs on real servers', () => {
  it('wait as they do in the lab', async () => {
    const cells: Cell[] = [];
    for (const { points, sides } of smallGrid()) {
      for (const { lab, requests } of points) {
        for (const side of sides)
          cells.push({ lab, side, requests, virtual: await virtualRuns(lab, side, false), real: [] });
      }
    }
    let isQuiet = false;
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      const contention = await contentionDuring(async () => {
        for (const { lab, side, real } of cells) {
          const place = await unpack(lab);
          real.push(...(await runReal(python ?? '', place, side, [jobOf(lab, side).loads])));
        }
      });
      isQuiet ||= contention === null || contention < busy;
      if (isClean(complaints(cells))) break;
    }
    const { late, wrong } = complaints(cells);
    expect(wrong).toEqual([]);
    if (isQuiet) expect(late).toEqual([]);
    else if (late.length > 0) console.warn(`Others wanted the cores all the time. Not asserted: ${late.join('; ')}`);
  });
});
