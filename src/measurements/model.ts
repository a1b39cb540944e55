/**
 * What a virtual makespan says about a real one. A real server also computes, which costs a lab nothing, and its clients and its kernel
 * take their time: virtual <= real <= virtual * 1.10 + requests * c, where c is what the side's processes were seen to compute per request.
 */
import type { FidelityCell } from './fidelity.ts';

export const slack = 1.1;

type Judged = Pick<FidelityCell, 'requests' | 'real' | 'virtual' | 'seeds' | 'cpu'>;

/** Seconds: the least and the most that the median of real makespans may be. */
export function allowed({ requests, virtual, seeds, cpu }: Omit<Judged, 'real'>): { from: number; to: number } {
  const { min, max } = seeds ?? { min: virtual, max: virtual };
  return { from: min, to: max * slack + requests * cpu };
}

export function isWithin(cell: Judged): boolean {
  const { from, to } = allowed(cell);
  return cell.real.median >= from && cell.real.median <= to;
}

/**
 * Pairs of sides of one lab under one load whose order the virtual runs claim and the real ones contradict. A claim needs more room
 * between two sides than the model gives to one.
 */
export function contradictions(
  cells: readonly (Judged & Pick<FidelityCell, 'lab' | 'side'>)[],
): { lab: string; requests: number; faster: string; slower: string }[] {
  return cells.flatMap((fast) =>
    cells.flatMap((slow) => {
      if (fast.lab !== slow.lab || fast.requests !== slow.requests) return [];
      if (allowed(fast).to >= allowed(slow).from || fast.real.median <= slow.real.median) return [];
      return [{ lab: fast.lab, requests: fast.requests, faster: fast.side, slower: slow.side }];
    }),
  );
}
