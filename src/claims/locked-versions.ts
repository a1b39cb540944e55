/** The packages that labs run on, as the runtime bundle is locked. */
import { readFile } from 'node:fs/promises';

/** Versions by the name of the package, in small letters. */
export async function lockedVersions(): Promise<Map<string, string>> {
  const lock = await readFile('src/build/runtime/requirements.txt', 'utf8');
  return new Map(
    [...lock.matchAll(/^([\w.-]+)==([\w.]+)/gm)].map(([, name = '', version = '']) => [name.toLowerCase(), version]),
  );
}
