/** Writes files of the bundle under names made from their content, and removes those that no manifest names any more. */
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { BundleFile, Manifest } from '../../lab/manifest.ts';
import { manifestFile } from '../../lab/manifest.ts';
import { bundle, sha256 } from './paths.ts';

/** Several processes may build at once: a file is either absent or whole. */
async function writeWhole(name: string, bytes: Uint8Array | string): Promise<void> {
  const temporary = join(bundle, `.${name}.${String(process.pid)}`);
  await writeFile(temporary, bytes);
  await rename(temporary, join(bundle, name));
}

/** Stores `bytes` as `<name>.<hash><ending>`. Plain static hosts compress nothing, so what is large is stored with gzip. */
export async function store(name: string, ending: string, bytes: Uint8Array, options: { gzip: boolean }): Promise<BundleFile> {
  await mkdir(bundle, { recursive: true });
  const stored = options.gzip ? gzipSync(bytes, { level: 9 }) : bytes;
  const hash = sha256(stored);
  const file = `${name}.${hash.slice(0, 16)}${ending}`;
  await writeWhole(file, stored);
  return { file, stored: stored.length, sha256: hash };
}

export const filesOf = (manifest: Manifest): BundleFile[] => [
  manifest.loader,
  manifest.core,
  manifest.wasm,
  ...Object.values(manifest.packs),
];

export async function writeManifest(manifest: Manifest): Promise<void> {
  await writeWhole(manifestFile, `${JSON.stringify(manifest, null, 2)}\n`);
}

export async function writeNotice(text: string): Promise<void> {
  await mkdir(bundle, { recursive: true });
  await writeWhole('NOTICE.txt', text);
}

/** Removes what earlier builds left. Another build's unfinished files (names with a leading dot) are its own. */
export async function removeOthers(manifest: Manifest): Promise<void> {
  const wanted = new Set([manifestFile, 'NOTICE.txt', ...filesOf(manifest).map(({ file }) => file)]);
  for (const name of await readdir(bundle)) {
    if (!wanted.has(name) && !name.startsWith('.')) await rm(join(bundle, name), { recursive: true, force: true });
  }
}
