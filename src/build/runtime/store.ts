/** Writes files of the bundle under names made from their content, and removes those that no manifest names any more. */
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { constants, zstdCompress } from 'node:zlib';
import type { BundleFile, Manifest } from '../../lab/manifest.ts';
import { bundleFiles, manifestFile } from '../../lab/manifest.ts';
import type { Notices } from './notice.ts';
import { bundle, noticeName, sha256, wholeNotice } from './paths.ts';

const compress = promisify(zstdCompress);

/** A window that spans a whole pack: the packages of one framework resemble each other. */
const windowBits = 23;

/** Several processes may build at once: a file is either absent or whole. */
async function writeWhole(name: string, bytes: Uint8Array | string, target = join(bundle, name)): Promise<void> {
  await mkdir(bundle, { recursive: true });
  const temporary = join(bundle, `.${name}.${String(process.pid)}`);
  await writeFile(temporary, bytes);
  await rename(temporary, target);
}

/** Stores `bytes` as they are, as `<name>.<hash><ending>`. */
export async function storePlain(name: string, ending: string, bytes: Uint8Array): Promise<BundleFile> {
  const hash = sha256(bytes);
  const file = `${name}.${hash.slice(0, 16)}${ending}`;
  await writeWhole(file, bytes);
  return { file, stored: bytes.length, size: bytes.length, sha256: hash };
}

/**
 * Stores `bytes` compressed. Plain static hosts compress nothing; Zstandard takes a fifth less than gzip here, which is what keeps
 * the bundle within its budget, and unpacks as fast. The ending is one for which no host adds a `Content-Encoding`. Takes seconds for each
 * megabyte, in a thread of its own.
 */
export async function storeCompressed(name: string, bytes: Uint8Array): Promise<BundleFile> {
  const params = { [constants.ZSTD_c_compressionLevel]: 22, [constants.ZSTD_c_windowLog]: windowBits };
  const compressed = await compress(bytes, { params, pledgedSrcSize: bytes.length });
  const stored = await storePlain(name, '.pack', compressed);
  return { ...stored, size: bytes.length };
}

export async function writeManifest(manifest: Manifest): Promise<void> {
  await writeWhole(manifestFile, `${JSON.stringify(manifest, null, 2)}\n`);
}

export async function writeNotices({ list, whole }: Notices): Promise<void> {
  await writeWhole('NOTICE.txt', list);
  await writeWhole(noticeName, whole, wholeNotice);
}

/** Removes what earlier builds left. Another build's unfinished files (names with a leading dot) are its own. */
export async function removeOthers(manifest: Manifest): Promise<void> {
  const wanted = new Set([manifestFile, 'NOTICE.txt', ...bundleFiles(manifest).map(({ file }) => file)]);
  for (const name of await readdir(bundle)) {
    if (!wanted.has(name) && !name.startsWith('.')) await rm(join(bundle, name), { recursive: true, force: true });
  }
}
