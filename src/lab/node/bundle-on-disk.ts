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

/** `directory`: where the bundle lies. */
export function filesIn(directory: string, manifest: Manifest): EngineFiles {
  return {
    manifest,
    unpacked: async (file) => new Uint8Array(zstdDecompressSync(await checked(directory, file))),
    async module(file) {
      await checked(directory, file);
      return (await import(pathToFileURL(join(directory, file.file)).href)) as unknown;
    },
  };
}
