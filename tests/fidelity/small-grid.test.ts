/** Ten cells of the grid, as part of `npm test`. A busy machine gets three attempts; what is asserted holds for the best of them. */
import { describe, expect, it } from 'vitest';
import { allowed, contradictions } from '../../src/measurements/model.ts';
import { cellsOf, type Pair } from './compare.ts';
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

interface Cell {
  lab: Point['lab'];
  side: string;
  requests: number;
  virtual: Seen[];
  real: RealRun[];
}

/** What is wrong with the real runs so far, cell by cell; empty when nothing is. */
function complaints(cells: readonly Cell[]): string[] {
  const pairs = cells.map((cell): Pair => ({ ...cell, lab: cell.lab.name }));
  // The best attempt: whatever else runs on the machine only ever adds.
  const compared = cellsOf(pairs, () => null).map((cell) => ({
    ...cell,
    real: { ...cell.real, median: cell.real.min },
  }));
  const found = compared.flatMap((cell, index) => {
    const name = `${cell.lab}/${cell.side} × ${String(cell.requests)}`;
    const said: string[] = [];
    const most = ratio * cell.virtual + cell.requests * cell.cpu;
    const { median } = cell.real;
    if (median < allowed(cell).from || median > most) {
      said.push(
        `${name}: real ${median.toFixed(3)} s, virtual ${cell.virtual.toFixed(3)} s: ${(median / cell.virtual).toFixed(2)} times`,
      );
    }
    const { real, virtual } = cell.threads;
    if (real !== null && (real > virtual || real < virtual - brief)) {
      said.push(`${name}: ${String(real)} threads, virtual ${String(virtual)}`);
    }
    const expected = cells[index]?.virtual[0]?.statuses;
    for (const { requests } of cells[index]?.real ?? []) {
      if (statusesOf(requests) !== expected) said.push(`${name}: ${statusesOf(requests)} instead of ${expected ?? ''}`);
    }
    return said;
  });
  return [...found, ...contradictions(compared).map((one) => `order contradicted: ${JSON.stringify(one)}`)];
}

describe.skipIf(python === null)('labs on real servers', () => {
  it('wait as they do in the lab', async () => {
    const cells: Cell[] = [];
    for (const { points, sides } of smallGrid()) {
      for (const { lab, requests } of points) {
        for (const side of sides)
          cells.push({ lab, side, requests, virtual: await virtualRuns(lab, side, false), real: [] });
      }
    }
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      for (const { lab, side, real } of cells) {
        const place = await unpack(lab);
        real.push(...(await runReal(python ?? '', place, side, [jobOf(lab, side).loads])));
      }
      if (complaints(cells).length === 0) break;
    }
    expect(complaints(cells)).toEqual([]);
  });
});
