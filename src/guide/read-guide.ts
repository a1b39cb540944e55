/** Reads content/guide/guide.yaml at build time (Node only). What is wrong with it stops the build. */
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from '../schemas/full.ts';
import { mistakesIn, type Guide } from './guide.ts';
import { guideSchema } from './schema.ts';

const file = 'content/guide/guide.yaml';

export async function readGuide(): Promise<Guide> {
  const result = guideSchema.safeParse(parse(await readFile(file, 'utf8')));
  if (!result.success) throw new Error(`${file}\n${z.prettifyError(result.error)}`);
  const mistakes = mistakesIn(result.data);
  if (mistakes.length > 0) throw new Error(`${file}\n${mistakes.join('\n')}`);
  return result.data;
}
