/**
 * Many requests on little height: neighbours in order of arrival share a band, and a band shows how many of them are in which
 * state at each moment. Exact where few things happen; otherwise averaged over slices of time.
 */
import type { Span } from '../contract/run.ts';
import type { State } from '../contract/raw.ts';
import type { Block } from './blocks.ts';

/** From the top of a band: what is nearer to its end lies nearer to those that have ended. */
const order = ['cpu', 'blocking', 'await', 'core', 'lock', 'loop', 'thread', 'backlog'] as const satisfies State[];

const bandLimits = { bands: 40, moments: 60, slices: 72 };

export interface BandRow {
  /** Seconds; an end that never came is the end of the run. */
  arrival: number;
  end: number;
  spans: readonly Span[];
}

/** Moments between which the counts of a band do not change, or slices of equal length if those are too many. */
function momentsOf(rows: readonly BandRow[], until: number): number[] {
  const exact = new Set<number>();
  for (const { arrival, end, spans } of rows) {
    exact.add(arrival).add(end);
    for (const { from, to } of spans) exact.add(from).add(to);
    if (exact.size > bandLimits.moments) {
      return Array.from({ length: bandLimits.slices + 1 }, (_, slice) => (slice / bandLimits.slices) * until);
    }
  }
  return [...exact].sort((a, b) => a - b);
}

/** Adds the share of each slice that [from, to) covers. */
function cover(shares: Float64Array, moments: readonly number[], from: number, to: number): void {
  if (to <= from) return;
  let low = 0;
  let high = moments.length - 1;
  while (low + 1 < high) {
    const middle = (low + high) >> 1;
    if ((moments[middle] ?? 0) <= from) low = middle;
    else high = middle;
  }
  for (let slice = low; slice < shares.length; slice += 1) {
    const start = moments[slice] ?? 0;
    const stop = moments[slice + 1] ?? start;
    if (start >= to) break;
    const covered = Math.min(stop, to) - Math.max(start, from);
    if (covered > 0) shares[slice] = (shares[slice] ?? 0) + covered / (stop - start);
  }
}

function bandBlocks(rows: readonly BandRow[], top: number, until: number): Block[] {
  const moments = momentsOf(rows, until);
  const slices = Math.max(0, moments.length - 1);
  const counts = new Map<State, Float64Array>(order.map((state) => [state, new Float64Array(slices)]));
  const ended = new Float64Array(slices);
  for (const { end, spans } of rows) {
    cover(ended, moments, end, until);
    for (const { state, from, to } of spans) {
      const shares = counts.get(state);
      if (shares) cover(shares, moments, from, to);
    }
  }
  const open = new Map<State, Block>();
  const blocks: Block[] = [];
  for (let slice = 0; slice < slices; slice += 1) {
    const from = moments[slice] ?? 0;
    const to = moments[slice + 1] ?? from;
    let at = top + (ended[slice] ?? 0);
    for (const state of order) {
      const share = counts.get(state)?.[slice] ?? 0;
      if (share < 1e-6) continue;
      const last = open.get(state);
      const same = last?.to === from && Math.abs(last.top - at) < 1e-6 && Math.abs(last.rows - share) < 1e-6;
      if (same) last.to = to;
      else {
        const block = { state, from, to, top: at, rows: share };
        open.set(state, block);
        blocks.push(block);
      }
      at += share;
    }
  }
  return blocks;
}

/** Rows that share a band. */
export function bandSize(rows: number): number {
  return Math.ceil(rows / bandLimits.bands);
}

/** `rows` in order of arrival; `until` is the end of the run. */
export function bands(rows: readonly BandRow[], until: number): Block[] {
  const size = bandSize(rows.length);
  const blocks: Block[] = [];
  for (let top = 0; top < rows.length; top += size) blocks.push(...bandBlocks(rows.slice(top, top + size), top, until));
  return blocks;
}
