/**
 * Builds the runtime bundle: the engine, Python's library, servers, frameworks and our world, in public/runtime.
 * Does only what is missing; run it as often as you like: `node src/build/runtime/build.ts`.
 */
import { readdir, readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { bundleFiles, manifestFile, type Manifest } from '../../lab/manifest.ts';
import { writePack } from '../../lab/engine/pack.ts';
import type { PackName } from '../../lab/protocol.ts';
import { alone } from './alone.ts';
import { compilePackages, compileWorld } from './compile.ts';
import { contentsOf, type SourceFile } from './contents.ts';
import { main, say, Stumble } from '../say.ts';
import { notices } from './notice.ts';
import {
  bundle,
  licenceSources,
  ownSources,
  sha256,
  sitePackages,
  stdlib,
  wholeNotice,
  worldSources,
} from './paths.ts';
import { removeOthers, storeCompressed, storePlain, writeManifest, writeNotices } from './store.ts';
import { fetchWheels } from './wheels.ts';

interface Engine {
  version: string;
  loader: Uint8Array;
  core: Uint8Array;
  wasm: Uint8Array;
  stdlib: Uint8Array;
}

async function readEngine(): Promise<Engine> {
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
    throw new Stumble(
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

/** The last build's manifest, if all that it names is still there. */
async function currentManifest(): Promise<Manifest | null> {
  try {
    const manifest = JSON.parse(await readFile(join(bundle, manifestFile), 'utf8')) as Manifest;
    const sizes = await Promise.all(
      bundleFiles(manifest).map(async ({ file }) => (await stat(join(bundle, file))).size),
    );
    await stat(wholeNotice);
    return bundleFiles(manifest).every(({ stored }, index) => stored === sizes[index]) ? manifest : null;
  } catch {
    return null;
  }
}

/** `workload` is imported by labs under its own name, on a real server too, and is part of the world here. */
function worldFiles(sources: readonly [string, Uint8Array][]): SourceFile[] {
  return sources.flatMap(([path, bytes]) => {
    const file = { path: `${sitePackages}/world/${path}`, bytes };
    return path === 'workload.py' ? [file, { path: `${sitePackages}/workload.py`, bytes }] : [file];
  });
}

const pack = (files: readonly SourceFile[]): Uint8Array => writePack(files.map(({ path, bytes }) => [path, bytes]));

async function buildPackages(inputs: string, engine: Engine): Promise<Omit<Manifest, 'world'>> {
  const wheels = await fetchWheels();
  const contents = contentsOf(engine.stdlib, wheels);
  contents.base.push({
    path: `${stdlib}/LICENSE.txt`,
    bytes: await readFile(join(ownSources, 'licences/cpython.txt')),
  });
  say('compiling Python ahead (about half a minute)');
  const { files, python } = await compilePackages(Object.values(contents).flat());
  const module = (path: string): string => path.replace(/\.pyc?$/, '');
  const packs = {} as Manifest['packs'];
  for (const [name, sources] of Object.entries(contents) as [PackName, SourceFile[]][]) {
    say(`packing ${name}`);
    const wanted = new Set(sources.map(({ path }) => module(path)));
    packs[name] = await storeCompressed(name, pack(files.filter(({ path }) => wanted.has(module(path)))));
  }
  say('packing the engine');
  const versions = { pyodide: engine.version, python };
  const shipped = new Set(Object.values(contents).flatMap((sources) => sources.map(({ path }) => path)));
  await writeNotices(notices(wheels, shipped, versions));
  return {
    inputs,
    versions,
    loader: await storePlain('pyodide', '.mjs', engine.loader),
    core: await storePlain('pyodide.asm', '.mjs', engine.core),
    wasm: await storeCompressed('pyodide.asm', engine.wasm),
    packs,
  };
}

/** Builds what is missing and returns the manifest. Throws a Stumble that names the cause and the next step. */
export function buildRuntime(): Promise<Manifest> {
  return alone(build);
}

async function build(): Promise<Manifest> {
  const current = await currentManifest();
  const engine = await readEngine();
  const own = await filesBelow(ownSources, (name) => /\.(ts|py|txt)$/.test(name));
  const licences = await filesBelow(licenceSources, (name) => /^(allowed|notice)\.ts$/.test(name));
  const inputs = hashOf([...own, ...licences, ['core', engine.core], ['stdlib', engine.stdlib], ['wasm', engine.wasm]]);
  const sources = await filesBelow(worldSources, (name) => name.endsWith('.py'));
  const world = hashOf([...sources, ['core', engine.core]]);
  if (current?.inputs === inputs && current.world === world) {
    say('runtime bundle: up to date');
    return current;
  }
  const packages = current?.inputs === inputs ? current : await buildPackages(inputs, engine);
  say('packing world');
  const packedWorld = await storeCompressed('world', pack(await compileWorld(worldFiles(sources))));
  const manifest: Manifest = { ...packages, world, packs: { ...packages.packs, world: packedWorld } };
  await writeManifest(manifest);
  await removeOthers(manifest);
  const total = bundleFiles(manifest).reduce((sum, { stored }) => sum + stored, 0);
  say(`runtime bundle: ${(total / 1e6).toFixed(1)} MB in public/runtime`);
  return manifest;
}

if (import.meta.main) {
  await main(async () => {
    await buildRuntime();
  });
}
