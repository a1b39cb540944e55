/** The runtime bundle as an engine in Node reads it: every file checked and unpacked. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { zstdDecompressSync } from 'node:zlib';
import { EngineFailure } from '../engine/engine-failure.ts';
import type { EngineFiles } from '../engine/engine-files.ts';
import type { BundleFile, Manifest } from '../manifest.ts';

async function stored(directory: string, file: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(join(directory, file)));
  } catch {
    throw new EngineFailure('engine-missing', { file });
  }
}

async function checked(directory: string, file: BundleFile): Promise<Uint8Array> {
  const bytes = await stored(directory, file.file);
  if (createHash('sha256').update(bytes).digest('hex') !== file.sha256)
    throw new EngineFailure('engine-damaged', { file: file.file });
  return bytes;
}

/** Unpacked files of a bundle, by their names. */
export type Unpacked = Record<string, Uint8Array>;

export const unpackedFrom = async (directory: string, file: BundleFile): Promise<Uint8Array> =>
  new Uint8Array(zstdDecompressSync(await checked(directory, file)));

/** `directory`: where the bundle lies. `known`: what has been unpacked from it; these very bytes become the engine's. */
export function filesIn(directory: string, manifest: Manifest, known: Unpacked = {}): EngineFiles {
  return {
    manifest,
    unpacked: (file) => {
      const bytes = known[file.file];
      return bytes ? Promise.resolve(bytes) : unpackedFrom(directory, file);
    },
    async module(file) {
      await checked(directory, file);
      return (await import(pathToFileURL(join(directory, file.file)).href)) as unknown;
    },
  };
}
