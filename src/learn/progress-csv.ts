/** Everything a reader has done as one table: a row per result of a side, guess, exercise and chapter. */
import type { Cell } from './csv.ts';
import { isMoment } from './moment.ts';
import type { Progress } from './progress.ts';

/** Names of columns are for programs, and the same in every language. Times are in seconds, rates per second, moments in ISO 8601. */
export const columns = [
  'what',
  'when',
  'id',
  'title',
  'change',
  'edited',
  'side',
  'command',
  'requests',
  'completed',
  'errors',
  'makespan_s',
  'p50_s',
  'p95_s',
  'p99_s',
  'throughput_per_s',
  'stopped_at_s',
  'guess',
  'held',
] as const;
type Row = Partial<Record<(typeof columns)[number], Cell>>;

const iso = (at: number | null): string | null => (isMoment(at) ? new Date(at).toISOString() : null);

function labRows({ name, question, changes, choices, sides, results, predictions }: Progress['labs'][number]): Row[] {
  const common = { id: name, title: question };
  const made = results.flatMap(({ at, change, edited, sides: own }) =>
    own.map((side): Row => ({
      ...common,
      what: 'run',
      when: iso(at),
      change: change === null ? null : (changes[change] ?? change),
      edited: edited ? 'yes' : 'no',
      side: sides[side.id] ?? side.id,
      command: side.command,
      requests: side.requests,
      completed: side.completed,
      errors: side.errors,
      makespan_s: side.makespan,
      p50_s: side.p50,
      p95_s: side.p95,
      p99_s: side.p99,
      throughput_per_s: side.throughput,
      stopped_at_s: side.stoppedAt,
    })),
  );
  const guessed = predictions.flatMap(({ at, guess, outcome }): Row[] => {
    const row = { ...common, what: 'guess', when: iso(at) };
    switch (guess.kind) {
      case 'skipped':
        return [];
      case 'first':
        return [{ ...row, side: guess.side === null ? null : (sides[guess.side] ?? guess.side), guess: 'first' }];
      case 'choice': {
        const held = outcome?.held.map((id) => choices[id] ?? id).join('; ');
        return [{ ...row, guess: choices[guess.choice] ?? guess.choice, held: held ?? null }];
      }
      case 'makespan':
        return Object.entries(guess.seconds).map(([side, seconds]) => ({
          ...row,
          side: sides[side] ?? side,
          guess: seconds,
          makespan_s: outcome?.sides[side]?.makespan ?? null,
          stopped_at_s: outcome?.sides[side]?.stoppedAt ?? null,
        }));
    }
  });
  return [...made, ...guessed];
}

/** The header and the rows. */
export function progressRows(progress: Progress): Cell[][] {
  const rows: Row[] = [
    ...progress.chapters.flatMap(({ slug, title, visit }): Row[] =>
      visit
        ? [
            {
              what: visit.finished === null ? 'opened' : 'read',
              when: iso(visit.finished ?? visit.first),
              id: slug,
              title,
            },
          ]
        : [],
    ),
    ...progress.labs.flatMap(labRows),
    ...progress.exercises.flatMap(({ id, title, record }): Row[] =>
      record
        ? [{ what: record.passed === null ? 'exercise tried' : 'exercise passed', when: iso(record.passed), id, title }]
        : [],
    ),
  ];
  return [[...columns], ...rows.map((row) => columns.map((column) => row[column] ?? null))];
}
