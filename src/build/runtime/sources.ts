/** What the runtime bundle is made from, as it lies on the disk now, and whether the bundle that is there was made from just that. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { bundleFiles, type Manifest } from '../../lab/manifest.ts';
import { manifestOf } from '../../lab/node/read-manifest.ts';
import { UserError } from '../log.ts';
import { bundle, licenceSources, ownSources, packFormat, sha256, wholeNotice, worldSources } from './paths.ts';

/** The files of the npm package `pyodide` that are shipped. */
interface EngineParts {
  version: string;
  loader: Uint8Array;
  core: Uint8Array;
  wasm: Uint8Array;
  stdlib: Uint8Array;
}

export interface Sources {
  engine: EngineParts;
  /** The world's Python, by its path below src/world. */
  world: readonly [path: string, bytes: Uint8Array][];
  /** What a manifest says of a bundle that is made from these. */
  hashes: Pick<Manifest, 'inputs' | 'world'>;
}

async function readEngine(): Promise<EngineParts> {
  try {
    const directory = dirname(createRequire(import.meta.url).resolve('pyodide/package.json'));
    const read = (name: string): Promise<Uint8Array> => readFile(join(directory, name));
    const { version } = JSON.parse(await readFile(join(directory, 'package.json'), 'utf8')) as { version: string };
    const [loader, core, wasm, library] = await Promise.all(
      ['pyodide.mjs', 'pyodide.asm.mjs', 'pyodide.asm.wasm', 'python_stdlib.zip'].map(read),
    );
    if (!loader || !core || !wasm || !library) throw new Error('incomplete');
    return { version, loader, core, wasm, stdlib: library };
  } catch (error) {
    throw new UserError(
      `The npm package pyodide cannot be read: ${String(error)}.`,
      'Run `npm ci`, then the same command again.',
    );
  }
}

/** Names and contents of all files below `directory`, in a fixed order. */
async function filesBelow(directory: string, wanted: (name: string) => boolean): Promise<[string, Uint8Array][]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && wanted(entry.name))
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(directory.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort();
  return Promise.all(
    paths.map(async (path): Promise<[string, Uint8Array]> => [
      path,
      new Uint8Array(await readFile(join(directory, path))),
    ]),
  );
}

const hashOf = (files: readonly [string, Uint8Array][]): string =>
  sha256(JSON.stringify(files.map(([path, bytes]) => [path, sha256(bytes)])));

/** Throws a UserError where npm's packages are not there. */
export async function readSources(): Promise<Sources> {
  const engine = await readEngine();
  const own = await filesBelow(ownSources, (name) => /\.(ts|py|txt)$/.test(name));
  const licences = await filesBelow(licenceSources, (name) => /^(allowed|notice)\.ts$/.test(name));
  const format = new Uint8Array(await readFile(packFormat));
  const world = await filesBelow(worldSources, (name) => name.endsWith('.py'));
  const inputs = hashOf([
    ...own,
    ...licences,
    ['format', format],
    ['core', engine.core],
    ['stdlib', engine.stdlib],
    ['wasm', engine.wasm],
  ]);
  return { engine, world, hashes: { inputs, world: hashOf([...world, ['core', engine.core]]) } };
}

/** The last build's manifest, if all that it names is still there. */
export async function lastManifest(): Promise<Manifest | null> {
  try {
    const manifest = await manifestOf(bundle);
    const sizes = await Promise.all(
      bundleFiles(manifest).map(async ({ file }) => (await stat(join(bundle, file))).size),
    );
    await stat(wholeNotice);
    return bundleFiles(manifest).every(({ stored }, index) => stored === sizes[index]) ? manifest : null;
  } catch {
    return null;
  }
}

/** Whether a bundle was made from these sources. */
export const isMadeFrom = (
  manifest: Pick<Manifest, 'inputs' | 'world'>,
  { hashes }: Pick<Sources, 'hashes'>,
): boolean => manifest.inputs === hashes.inputs && manifest.world === hashes.world;
