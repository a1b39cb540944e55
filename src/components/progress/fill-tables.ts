/** Fills what the browser has kept into the tables that are in the page. */
import type { Progress } from '../../learn/progress.ts';
import { guessText, type Words } from './words.ts';

function put(page: HTMLElement, row: string, cells: Record<string, string | null>): void {
  for (const [cell, text] of Object.entries(cells)) {
    const place = page.querySelector(`${row} [data-cell="${cell}"]`);
    if (place && text !== null) place.textContent = text;
  }
}

export function fillTables(page: HTMLElement, { chapters, labs, exercises }: Progress, words: Words): void {
  const { t, day } = words;
  const none = t('metric.none');
  for (const { slug, visit } of chapters) {
    put(page, `[data-chapter="${slug}"]`, {
      opened: visit ? day(visit.first) : none,
      read: visit?.finished ? day(visit.finished) : none,
    });
  }
  for (const lab of labs) {
    const last = lab.results.at(-1);
    put(page, `[data-lab="${lab.name}"]`, {
      runs: last ? t('progress.runs.last', { count: lab.results.length, date: day(last.at) }) : none,
      guess: guessText(words, lab) ?? (lab.asks ? none : null),
    });
  }
  for (const { id, record } of exercises) {
    put(page, `[data-exercise="${id}"]`, {
      tries: record ? String(record.tries) : none,
      passed: record?.passed != null ? day(record.passed) : none,
    });
  }
}
