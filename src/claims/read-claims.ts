/** Reads content/claims.yaml at build time (Node only). What is wrong with it stops the build; what has grown old is told. */
import { readdir, readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from '../schemas/full.ts';
import { lockedVersions } from './locked-versions.ts';
import { claimSchema, mistakesIn, outdatedChecks, type Claim } from './claim.ts';

const file = 'content/claims.yaml';

async function namesIn(directory: string, ending: string): Promise<Set<string>> {
  const names = await readdir(directory).catch(() => []);
  return new Set(
    names.filter((name) => name.endsWith(ending)).map((name) => name.slice(0, name.length - ending.length)),
  );
}

/** Throws with every mistake in one message; `warn` hears of checks that are older than the packages labs run on. */
export async function readClaims(warn: (line: string) => void = () => undefined): Promise<Claim[]> {
  const result = z.array(claimSchema).safeParse(parse(await readFile(file, 'utf8')));
  if (!result.success) throw new Error(`${file}\n${z.prettifyError(result.error)}`);
  const labs = await namesIn('content/labs', '');
  const measurements = await namesIn('content/measurements', '.json');
  const mistakes = mistakesIn(result.data, { labs, measurements });
  if (mistakes.length > 0) throw new Error(`${file}\n${mistakes.join('\n')}`);
  for (const line of outdatedChecks(result.data, await lockedVersions())) warn(line);
  return result.data;
}
