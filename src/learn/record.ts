/**
 * What is kept of a reader's work: under `exercise:<id>` and `question:<id>` of the shelf. The code itself is kept as the draft of
 * the exercise's lab is. Small schemas, because every chapter loads them.
 */
import { z } from 'zod/mini';

export const exerciseRecord = z.object({
  /** Runs that were judged. */
  tries: z.int().check(z.nonnegative()),
  /** Hints shown, from the first. */
  hints: z.int().check(z.nonnegative()),
  /** Steps of the solution shown, from the first. */
  steps: z.int().check(z.nonnegative()),
  /** Ids of wrong answers that were recognised. */
  wrong: z.array(z.string()),
  /** When it was first passed, as an ISO date and time; null before. */
  passed: z.nullable(z.string()),
});
export type ExerciseRecord = z.infer<typeof exerciseRecord>;

export const freshExercise: ExerciseRecord = { tries: 0, hints: 0, steps: 0, wrong: [], passed: null };

export const questionRecord = z.object({
  /** Ids of the options or items as last answered: one option, or all items in the reader's order. */
  answer: z.array(z.string()),
  tries: z.int().check(z.nonnegative()),
  /** When it was first answered rightly, as an ISO date and time; null before. */
  right: z.nullable(z.string()),
});
export type QuestionRecord = z.infer<typeof questionRecord>;
