/** Hands counted for each choice of a question. Pure. */

/** Hands by choice, in the order of the choices. */
export type Tally = readonly number[];

/** More than fit into a room. */
const most = 999;

export function count(tally: Tally, choices: number, choice: number, hands: number): Tally {
  return Array.from({ length: choices }, (_, index) => {
    const had = tally[index] ?? 0;
    return index === choice ? Math.min(most, Math.max(0, Math.trunc(hands) || 0)) : had;
  });
}

export interface Bar {
  hands: number;
  /** Of the most hands that any choice got: the length of its bar, 0 to 1. */
  ratio: number;
  /** Of all hands, in whole percent; the shares of a tally need not add up to 100. */
  percent: number;
}

export const handsOf = (tally: Tally): number => tally.reduce((sum, hands) => sum + hands, 0);

export function barsOf(tally: Tally, choices: number): Bar[] {
  const counts = Array.from({ length: choices }, (_, index) => tally[index] ?? 0);
  const all = handsOf(counts);
  const longest = Math.max(1, ...counts);
  return counts.map((hands) => ({
    hands,
    ratio: hands / longest,
    percent: all === 0 ? 0 : Math.round((hands / all) * 100),
  }));
}
