/** Where the cells of a comparison lie on a square with two logarithmic axes: virtual seconds to the right, real ones upwards. Pure. */
import type { FidelityCell } from './fidelity.ts';

/** The side of the square, and the room for the names of the axes; units of the drawing. */
export const square = { side: 360, left: 44, bottom: 40, top: 8 };

export interface Dot {
  x: number;
  y: number;
  cell: FidelityCell;
}

export interface Scatter {
  /** Cells within the model first, so that the others are not hidden. */
  dots: Dot[];
  /** Powers of ten, in seconds, and where they are on either axis: from the left, and from the bottom. */
  ticks: { seconds: number; at: number }[];
}

export function scatterOf(cells: readonly FidelityCell[]): Scatter {
  // A virtual run of almost no time has no place on such an axis; the table has it.
  const shown = cells.filter(({ virtual, real }) => virtual > 0.001 && real.median > 0);
  const powers = shown.flatMap(({ virtual, real }) => [Math.log10(virtual), Math.log10(real.median)]);
  const from = Math.floor(Math.min(-1, ...powers));
  const to = Math.ceil(Math.max(1, ...powers));
  const place = (seconds: number): number =>
    Math.round(((Math.log10(seconds) - from) / (to - from)) * square.side * 10) / 10;
  const dots = shown.map((cell) => ({ x: place(cell.virtual), y: place(cell.real.median), cell }));
  return {
    dots: dots.toSorted((a, b) => Number(b.cell.within) - Number(a.cell.within)),
    ticks: Array.from({ length: to - from + 1 }, (_, index) => {
      const seconds = 10 ** (from + index);
      return { seconds, at: place(seconds) };
    }),
  };
}
