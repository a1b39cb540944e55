/** CPython's own tests, which no registry of packages has: from where the system's Python 3.14 keeps them. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Tree } from './archive.ts';

const directory = process.env['CPYTHON_TESTS'] ?? '/usr/lib/python3.14/test';

/** What to do when they are missing. */
export const howToGet =
  `CPython’s own tests are not in ${directory}: \`apt install libpython3.14-testsuite\`, ` +
  'or CPYTHON_TESTS=DIRECTORY for the Lib/test of another Python 3.14';

/** The files whose paths below `test/` match, as `test/PATH`; undefined if the tests are not on this machine. */
export async function cpythonTests(wanted: RegExp): Promise<Tree | undefined> {
  // Either is of a package of its own; without the second no test runs.
  const isThere = await Promise.all(['test_thread.py', 'support/__init__.py'].map(exists));
  if (isThere.includes(false)) return undefined;
  const paths = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = paths
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(directory.length + 1)
        .replaceAll('\\', '/'),
    )
    .filter((path) => wanted.test(path) && !path.includes('__pycache__'));
  const read = files.map(async (path): Promise<[string, Uint8Array]> => [
    `test/${path}`,
    new Uint8Array(await readFile(join(directory, path))),
  ]);
  return Object.fromEntries(await Promise.all(read));
}

const exists = (path: string): Promise<boolean> =>
  readFile(join(directory, path)).then(
    () => true,
    () => false,
  );
