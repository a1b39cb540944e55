/** How many requests of a side were answered by when: the one line of a run that can be laid over another run's. Pure. */
import type { SideRun } from '../contract/run.ts';

/** Ends of requests in order, seconds. */
export function answeredAt(side: Pick<SideRun, 'requests'>): number[] {
  return side.requests.flatMap(({ end }) => (end === null ? [] : [end])).sort((a, b) => a - b);
}

/**
 * The steps as a path over a square of 1000 by 1000, from nothing at 0 up to all that were answered. `end`: seconds at the right edge;
 * `most`: requests at the upper edge.
 */
export function answeredPath(ends: readonly number[], end: number, most: number): string {
  const x = (second: number) => String(Math.round((second / end) * 1e4) / 10);
  const y = (count: number) => String(Math.round((1 - count / most) * 1e4) / 10);
  let path = `M0 1000`;
  let drawn = -1;
  ends.forEach((second, index) => {
    // Requests that end together are one step.
    if (ends[index + 1] === second) return;
    path += `H${x(second)}V${y(index + 1)}`;
    drawn = index;
  });
  return drawn < 0 ? 'M0 1000H1000' : `${path}H1000`;
}
