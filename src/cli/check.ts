/** What a run was expected to show, judged, for people at a terminal. */
import type { Run } from '../contract/run.ts';
import { translate, type Locale } from '../i18n/i18n.ts';
import { judge, metricsTree } from '../trace/expect.ts';
import { printableLine } from './printable.ts';

export interface Checked {
  /** Nothing that is expected fails. */
  holds: boolean;
  /** A line per inequality, with the numbers of both its sides. */
  lines: string[];
}

/** Enough to see by how much; the run's JSON has all of a number. */
const digits = 6;

/** `expected`: inequalities as in `expect` of lab.yaml. One whose numbers the run does not have does not hold. */
export function checkExpected(run: Pick<Run, 'sides'>, expected: readonly string[], locale: Locale): Checked {
  if (expected.length === 0) return { holds: true, lines: [translate(locale, 'cli.nothing-expected')] };
  const tree = metricsTree(run);
  const number = (value: number): string =>
    Number.isNaN(value) ? translate(locale, 'cli.no-number') : String(Number(value.toPrecision(digits)));
  const judged = expected.map((text) => ({ text, ...judge(text, tree) }));
  return {
    holds: judged.every(({ holds }) => holds),
    lines: judged.map(({ text, holds, left, right }) =>
      translate(locale, holds ? 'cli.holds' : 'cli.fails', {
        text: printableLine(text),
        left: number(left),
        right: number(right),
      }),
    ),
  };
}
