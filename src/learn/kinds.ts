/** Everything that the site keeps of its reader on the shelf: what an export holds and an import may bring. */
import { draftKind, linkedKind } from './draft-kind.ts';
import { predictionKind } from './prediction.ts';
import { exerciseRecord, questionRecord, type ExerciseRecord, type QuestionRecord } from './record.ts';
import { resultsKind } from './results.ts';
import type { Kind } from './shelf.ts';
import { visitKind } from './visit.ts';

export const exerciseKind: Kind<ExerciseRecord> = {
  name: 'exercise',
  schema: exerciseRecord,
  migrations: [(bare) => bare],
};

export const questionKind: Kind<QuestionRecord> = {
  name: 'question',
  schema: questionRecord,
  migrations: [(bare) => bare],
};

export const kinds: readonly Kind<unknown>[] = [
  draftKind,
  linkedKind,
  predictionKind,
  resultsKind,
  exerciseKind,
  questionKind,
  visitKind,
];
