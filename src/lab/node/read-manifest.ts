/** Reads the manifest of a bundle on this disk. Not for engines: they may read nothing of the library that checks it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { manifestFile, type Manifest } from '../manifest.ts';
import { manifestSchema } from '../manifest-schema.ts';

export type ManifestResult = { kind: 'manifest'; manifest: Manifest } | { kind: 'missing' } | { kind: 'unfit' };

/** `directory`: the bundle's. Unfit is what is no manifest, or that of another version. */
export async function readManifest(directory: string): Promise<ManifestResult> {
  const text = await readFile(join(directory, manifestFile), 'utf8').catch(() => null);
  if (text === null) return { kind: 'missing' };
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return { kind: 'unfit' };
  }
  const { data } = manifestSchema.safeParse(content);
  return data ? { kind: 'manifest', manifest: data } : { kind: 'unfit' };
}

/** The same where there must be one. Throws an Error that says what is wrong. */
export async function manifestOf(directory: string): Promise<Manifest> {
  const result = await readManifest(directory);
  if (result.kind !== 'manifest') throw new Error(`${join(directory, manifestFile)} is ${result.kind}`);
  return result.manifest;
}
