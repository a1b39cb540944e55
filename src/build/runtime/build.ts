/**
 * Builds the runtime bundle: the engine, Python's library, servers, frameworks and our world, in public/runtime.
 * Does only what is missing; run it as often as you like: `npm run runtime`.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { bundleFiles, type BundleFile, type Manifest } from '../../lab/manifest.ts';
import { writePack } from '../../lab/engine/pack.ts';
import type { PackName } from '../../lab/manifest-schema.ts';
import { withFileLock } from './file-lock.ts';
import { compileWorld, packageCompiler } from './compile.ts';
import { contentsOf, type SourceFile } from './contents.ts';
import { main, log } from '../log.ts';
import { notices } from './notice.ts';
import { ownSources, sitePackages, stdlib } from './paths.ts';
import { isMadeFrom, lastManifest, readSources, type Sources } from './sources.ts';
import { guardStack } from './stack-guard.ts';
import { removeOthers, storeCompressed, storePlain, writeManifest, writeNotices } from './store.ts';
import { fetchWheels } from './wheels.ts';

/** `workload` is imported by labs under its own name, on a real server too, and is part of the world here. */
function worldFiles(sources: readonly [string, Uint8Array][]): SourceFile[] {
  return sources.flatMap(([path, bytes]) => {
    const file = { path: `${sitePackages}/world/${path}`, bytes };
    return path === 'workload.py' ? [file, { path: `${sitePackages}/workload.py`, bytes }] : [file];
  });
}

const pack = (files: readonly SourceFile[]): Uint8Array => writePack(files.map(({ path, bytes }) => [path, bytes]));

async function buildPackages({ engine, hashes }: Sources): Promise<Omit<Manifest, 'world'>> {
  // Packing is done in other threads, while this one fetches and compiles what comes next; what takes longest begins.
  const wasm = storeCompressed('pyodide.asm', guardStack(engine.wasm));
  const wheels = await fetchWheels();
  const contents = contentsOf(engine.stdlib, wheels);
  contents.base.push({
    path: `${stdlib}/LICENSE.txt`,
    bytes: await readFile(join(ownSources, 'licences/cpython.txt')),
  });
  log('compiling Python ahead, and packing it (about a minute)');
  const { python, compile } = await packageCompiler(Object.values(contents).flat());
  const names = Object.keys(contents) as PackName[];
  const stored: Promise<readonly [PackName, BundleFile]>[] = [];
  for (const name of names) {
    const packed = pack(compile(contents[name]));
    stored.push(storeCompressed(name, packed).then((file) => [name, file]));
    await nextTurn();
  }
  const versions = { pyodide: engine.version, python };
  const shipped = new Set(Object.values(contents).flatMap((sources) => sources.map(({ path }) => path)));
  await writeNotices(notices(wheels, shipped, versions));
  return {
    inputs: hashes.inputs,
    versions,
    loader: await storePlain('pyodide', '.mjs', engine.loader),
    core: await storePlain('pyodide.asm', '.mjs', engine.core),
    wasm: await wasm,
    packs: Object.fromEntries(await Promise.all(stored)) as Manifest['packs'],
  };
}

/** Builds what is missing and returns the manifest. Throws a UserError that names the cause and the next step. */
export function buildRuntime(): Promise<Manifest> {
  return withFileLock(build);
}

async function build(): Promise<Manifest> {
  const last = await lastManifest();
  const sources = await readSources();
  if (last && isMadeFrom(last, sources)) {
    log('runtime bundle: up to date');
    return last;
  }
  const packages = last?.inputs === sources.hashes.inputs ? last : await buildPackages(sources);
  log('packing world');
  const packedWorld = await storeCompressed('world', pack(await compileWorld(worldFiles(sources.world))));
  const manifest: Manifest = {
    ...packages,
    world: sources.hashes.world,
    packs: { ...packages.packs, world: packedWorld },
  };
  await writeManifest(manifest);
  await removeOthers(manifest);
  const total = bundleFiles(manifest).reduce((sum, { stored }) => sum + stored, 0);
  log(`runtime bundle: ${(total / 1e6).toFixed(1)} MB in public/runtime`);
  return manifest;
}

if (import.meta.main) {
  await main(async () => {
    await buildRuntime();
  });
}
