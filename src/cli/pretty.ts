/** A run for people at a terminal: a table of its numbers, and why each side took as long as it did. */
import { translate, type Locale } from '../i18n/i18n.ts';
import { explain } from '../trace/explain.ts';
import { formatCount, formatRate, formatSeconds } from '../trace/format.ts';
import { nameIn } from '../trace/name.ts';
import { plain } from '../trace/parts.ts';
import type { Run, SideRun } from '../contract/run.ts';
import { printableLine } from './printable.ts';

/** Columns a text takes: Chinese characters are two wide. */
const width = (text: string): number =>
  Array.from(text).reduce(
    (sum, character) =>
      sum +
      (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(character)
        ? 2
        : 1),
    0,
  );

function cells(side: SideRun, locale: Locale): string[] {
  const { makespan, latency, throughput, errors } = side.metrics;
  const time = (value: number | null): string => (value === null ? '–' : formatSeconds(locale, value));
  return [
    printableLine(nameIn(side.name, locale)),
    // What never came to its end took no time that could be compared.
    time(side.stopped ? null : makespan),
    time(latency.p50),
    time(latency.p95),
    time(latency.p99),
    formatRate(locale, throughput),
    formatCount(locale, errors),
  ];
}

/** Ends with an empty line, so that several runs can follow each other. No name makes a line of its own, or is wider than it seems. */
export function prettyRun(run: Run, locale: Locale): string {
  const head = [
    '',
    ...(['makespan', 'p50', 'p95', 'p99', 'throughput', 'errors'] as const).map((name) =>
      translate(locale, `metric.${name}`),
    ),
  ];
  const rows = [head, ...run.sides.map((side) => cells(side, locale))];
  const widths = head.map((_, column) => Math.max(...rows.map((row) => width(row[column] ?? ''))));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => {
        const gap = ' '.repeat((widths[column] ?? 0) - width(cell));
        return column === 0 ? cell + gap : gap + cell;
      })
      .join('  ')
      .trimEnd();
  const sentences = run.sides.flatMap(({ id }) => explain(run, id, locale).map(plain).map(printableLine));
  return [printableLine(run.lab), ...rows.map(line), '', ...sentences, ''].join('\n') + '\n';
}
