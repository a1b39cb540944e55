/** What is said of cells, once for all of which it is true: why they are outside the model, or what is to be known of noisy ones. */
import type { FidelityCell } from './fidelity.ts';

export interface Explanation {
  /** Null when nobody knows yet. */
  note: FidelityCell['note'];
  /** In the order of the cells; `counts` are numbers of requests. */
  cells: { lab: string; side: string; counts: number[] }[];
}

/** Every cell that is outside the model or has a note is in exactly one of them. */
export function explanationsOf(cells: readonly FidelityCell[]): Explanation[] {
  const byNote = new Map<string, Explanation>();
  for (const { lab, side, requests, note, within } of cells) {
    if (within && !note) continue;
    const key = note?.en ?? '';
    const explanation = byNote.get(key) ?? { note, cells: [] };
    byNote.set(key, explanation);
    const same = explanation.cells.find((cell) => cell.lab === lab && cell.side === side);
    if (same) same.counts.push(requests);
    else explanation.cells.push({ lab, side, counts: [requests] });
  }
  return [...byNote.values()];
}
