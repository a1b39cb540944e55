/** Reads content/questions/questions.yaml at build time and for tests (Node only). What is wrong with it stops the build. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from '../schemas/full.ts';
import { questionsSchema, type Question } from './question.ts';

const file = 'content/questions/questions.yaml';

export function readQuestions(): Question[] {
  const result = questionsSchema.safeParse(parse(readFileSync(file, 'utf8')));
  if (!result.success) throw new Error(`${file}\n${z.prettifyError(result.error)}`);
  return result.data;
}
