/**
 * What is kept of a reader's work on exercises and questions, under their ids. The code itself is kept as the draft of the exercise's
 * lab is. Small, because every chapter loads it.
 */
import { z } from '../schemas/small.ts';
import { countSchema, listOf, nameSchema } from './bounds.ts';
import type { Kind } from './envelope.ts';
import { momentSchema } from './moment.ts';

const exerciseRecordSchema = z.strictObject({
  /** Runs that were judged. */
  tries: countSchema,
  /** Hints and steps of the solution that were opened: the number of the last one. */
  hints: countSchema,
  steps: countSchema,
  /** Ids of wrong answers that were recognised, each once. */
  wrong: listOf(nameSchema, 1_000),
  /** When it was first passed, milliseconds since 1970; null before. */
  passed: z.nullable(momentSchema),
});
export type ExerciseRecord = z.infer<typeof exerciseRecordSchema>;

export const freshExercise: ExerciseRecord = { tries: 0, hints: 0, steps: 0, wrong: [], passed: null };

export const exerciseKind: Kind<ExerciseRecord> = {
  name: 'exercise',
  schema: exerciseRecordSchema,
  migrations: [(bare) => bare],
};

const questionRecordSchema = z.strictObject({
  /** Ids as last answered: of one option, or of all items in the reader's order. */
  answer: listOf(nameSchema, 1_000),
  tries: countSchema,
  /** When it was first answered rightly, milliseconds since 1970; null before. */
  right: z.nullable(momentSchema),
});
export type QuestionRecord = z.infer<typeof questionRecordSchema>;

export const questionKind: Kind<QuestionRecord> = {
  name: 'question',
  schema: questionRecordSchema,
  migrations: [(bare) => bare],
};

/** The record after one more answer. */
export function withAnswer(
  before: QuestionRecord | null,
  answer: string[],
  right: boolean,
  now: number,
): QuestionRecord {
  return {
    answer,
    tries: (before?.tries ?? 0) + 1,
    right: before?.right ?? (right ? now : null),
  };
}
