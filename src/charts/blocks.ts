/** Rectangles of one state: seconds across, rows down. Everything a timeline draws is made of them. */
import type { State } from '../contract/raw.ts';

export interface Block {
  state: State;
  /** Seconds. */
  from: number;
  to: number;
  /** Rows from the top, and how many; fractions where rows were summed up. */
  top: number;
  rows: number;
}

/** Joins blocks of one state and one time that lie on each other, so that a thousand equal rows become one rectangle. */
export function stack(blocks: readonly Block[]): Block[] {
  const sorted = [...blocks].sort(
    (a, b) => a.state.localeCompare(b.state) || a.from - b.from || a.to - b.to || a.top - b.top,
  );
  const joined: Block[] = [];
  for (const block of sorted) {
    const last = joined.at(-1);
    const fits =
      last?.state === block.state &&
      last.from === block.from &&
      last.to === block.to &&
      Math.abs(last.top + last.rows - block.top) < 1e-6;
    if (fits) last.rows += block.rows;
    else joined.push({ ...block });
  }
  return joined;
}
