/** How far a reader has come, read from the shelf: per chapter, lab and exercise of the book. Pure but for the shelf it is given. */
import { isRight, predictionKind, type Prediction } from './prediction.ts';
import { resultsKind, type KeptResult } from './results.ts';
import { exerciseKind, questionKind, type ExerciseRecord } from './record.ts';
import type { Kind } from './envelope.ts';
import type { ReaderStorage } from './storage.ts';
import { visitKind, type Visit } from './visit.ts';

/** What the book has, in the reader's language. */
export interface Book {
  chapters: { slug: string; title: string; address: string }[];
  labs: {
    name: string;
    question: string;
    address: string;
    /** The reader is asked for a prediction. */
    asks: boolean;
    sides: Record<string, string>;
    changes: Record<string, string>;
    /** What the reader can guess among, by id; none where something else is asked. */
    choices: Record<string, string>;
  }[];
  /** `checks`: what a run must show for the exercise to be passed. */
  exercises: { id: string; title: string; address: string; checks: string[] }[];
}

export interface Progress {
  chapters: (Book['chapters'][number] & { visit: Visit | null })[];
  labs: (Book['labs'][number] & { results: KeptResult[]; predictions: Prediction[] })[];
  exercises: (Book['exercises'][number] & { record: ExerciseRecord | null })[];
  /** Questions answered, and answered rightly. */
  questions: { answered: number; right: number };
}

function valueOf<Value>(storage: ReaderStorage, kind: Kind<Value>, id: string): Value | null {
  const found = storage.read(kind, id);
  return found.kind === 'kept' ? found.value : null;
}

export function progressOf(storage: ReaderStorage, book: Book): Progress {
  const questions = storage.list(questionKind);
  return {
    chapters: book.chapters.map((chapter) => ({ ...chapter, visit: valueOf(storage, visitKind, chapter.slug) })),
    labs: book.labs.map((lab) => ({
      ...lab,
      results: valueOf(storage, resultsKind, lab.name) ?? [],
      predictions: (valueOf(storage, predictionKind, lab.name) ?? []).filter(({ guess }) => guess.kind !== 'skipped'),
    })),
    exercises: book.exercises.map((exercise) => ({ ...exercise, record: valueOf(storage, exerciseKind, exercise.id) })),
    questions: { answered: questions.length, right: questions.filter(({ value }) => value.right !== null).length },
  };
}

/** Whether a prediction came true: within a tenth for times, exactly for who is first and for a choice; null while nothing is known. */
export function cameTrue({ guess, outcome }: Prediction): boolean | null {
  if (outcome === null || guess.kind === 'skipped') return null;
  if (guess.kind === 'first') return isRight(guess.side, outcome);
  if (guess.kind === 'choice') return outcome.held.includes(guess.choice);
  return Object.entries(guess.seconds).every(([side, seconds]) => {
    const end = outcome.sides[side];
    return end?.stoppedAt === null && Math.abs(end.makespan - seconds) <= 0.1 * end.makespan;
  });
}
