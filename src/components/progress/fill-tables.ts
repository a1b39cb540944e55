/** Fills what the browser has kept into the tables that are in the page. */
import type { Kind } from '../../learn/envelope.ts';
import { predictionKind } from '../../learn/prediction.ts';
import type { Progress } from '../../learn/progress.ts';
import { exerciseKind } from '../../learn/record.ts';
import { resultsKind } from '../../learn/results.ts';
import { visitKind } from '../../learn/visit.ts';
import { guessText, type ProgressWords } from './words.ts';

/** Something kept that could not be shown. */
export interface Undrawn {
  kind: Kind<unknown>;
  id: string;
}

type Cells = Record<string, string | null>;

/** What could not be shown; everything else is there. */
export function fillTables(
  page: HTMLElement,
  { chapters, labs, exercises }: Progress,
  words: ProgressWords,
): Undrawn[] {
  const { t, day } = words;
  const none = t('metric.none');
  const undrawn: Undrawn[] = [];

  function put(row: string, thing: Undrawn, cellsOf: () => Cells): void {
    let cells: Cells;
    try {
      cells = cellsOf();
    } catch {
      undrawn.push(thing);
      return;
    }
    for (const [cell, text] of Object.entries(cells)) {
      const place = page.querySelector(`${row} [data-cell="${cell}"]`);
      if (place && text !== null) place.textContent = text;
    }
  }

  for (const { slug, visit } of chapters) {
    put(`[data-chapter="${slug}"]`, { kind: visitKind, id: slug }, () => ({
      opened: visit ? day(visit.first) : none,
      read: visit?.finished ? day(visit.finished) : none,
    }));
  }
  for (const lab of labs) {
    const row = `[data-lab="${lab.name}"]`;
    const last = lab.results.at(-1);
    put(row, { kind: resultsKind, id: lab.name }, () => ({
      runs: last ? t('progress.runs.last', { count: lab.results.length, date: day(last.at) }) : none,
    }));
    put(row, { kind: predictionKind, id: lab.name }, () => ({
      guess: guessText(words, lab) ?? (lab.asks ? none : null),
    }));
  }
  for (const { id, record } of exercises) {
    put(`[data-exercise="${id}"]`, { kind: exerciseKind, id }, () => ({
      tries: record ? String(record.tries) : none,
      passed: record?.passed != null ? day(record.passed) : none,
    }));
  }
  return undrawn;
}
