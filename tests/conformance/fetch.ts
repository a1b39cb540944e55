/** What the suites are made of: their sources as they are published, and the packages of their tests, by hash, kept in .cache/conformance. */
import { createHash } from 'node:crypto';
import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findPython } from '../../src/build/python.ts';
import { log, UserError } from '../../src/build/log.ts';
import { fromRoot } from '../../src/lab/node/from-root.ts';

const run = promisify(execFile);

/** How pip is to fetch each kind. Sources must be asked for, and need not run on the Python that fetches them; wheels are those of pure Python. */
const kinds = {
  sources: ['--no-binary', ':all:', '--ignore-requires-python', '--no-deps'],
  packages: [
    '--only-binary',
    ':all:',
    '--python-version',
    '3.14',
    '--implementation',
    'py',
    '--abi',
    'none',
    '--platform',
    'any',
    '--no-deps',
  ],
};
export type Kind = keyof typeof kinds;

export interface Fetched {
  /** File name, e.g. `anyio-4.16.0.tar.gz`. */
  name: string;
  bytes: Uint8Array;
}

const lockOf = (kind: Kind): string => fromRoot(`tests/conformance/${kind}.txt`);

async function hashesOf(kind: Kind): Promise<Set<string>> {
  const text = await readFile(lockOf(kind), 'utf8');
  return new Set(Array.from(text.matchAll(/--hash=sha256:([0-9a-f]{64})/g), ([, hash]) => hash ?? ''));
}

async function cached(directory: string, hashes: ReadonlySet<string>): Promise<Fetched[]> {
  await mkdir(directory, { recursive: true });
  const found: Fetched[] = [];
  for (const name of (await readdir(directory)).sort()) {
    const bytes = new Uint8Array(await readFile(join(directory, name)));
    if (hashes.has(createHash('sha256').update(bytes).digest('hex'))) found.push({ name, bytes });
    else await rm(join(directory, name), { recursive: true });
  }
  return found;
}

const asked = new Map<Kind, Promise<Fetched[]>>();

/** All that the lock of this kind names, read once. Rejects with a UserError when it cannot be had. */
export function fetchAll(kind: Kind): Promise<Fetched[]> {
  const files = asked.get(kind) ?? fetchOnce(kind);
  asked.set(kind, files);
  return files;
}

async function fetchOnce(kind: Kind): Promise<Fetched[]> {
  const directory = fromRoot(`.cache/conformance/${kind}`);
  const hashes = await hashesOf(kind);
  const there = await cached(directory, hashes);
  if (there.length === hashes.size) return there;
  log(`fetching ${kind} of the published suites with pip`);
  const [program, ...first] = await findPython();
  const lock = ['--require-hashes', '--requirement', lockOf(kind)];
  const command = ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--dest', directory];
  try {
    await run(program, [...first, ...command, ...kinds[kind], ...lock], { maxBuffer: 16 * 1024 * 1024 });
  } catch (error) {
    const lines = String((error as { stderr?: string }).stderr ?? error).split('\n');
    throw new UserError(
      `The published suites could not be fetched:\n${lines.slice(-6).join('\n')}`,
      'Check the network and pip’s settings (`pip config list`), then run the same command again.',
    );
  }
  const fetched = await cached(directory, hashes);
  if (fetched.length === hashes.size) return fetched;
  throw new UserError(`Some files of tests/conformance/${kind}.txt are missing.`, `Empty ${directory} and try again.`);
}
