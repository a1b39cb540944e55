/** The wheels that requirements.txt names, fetched once and checked by hash each time. */
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { log, UserError } from '../log.ts';
import { requirements, sha256, wheelCache } from './paths.ts';
import { pipDownload } from './pip.ts';

export interface Wheel {
  /** File name, e.g. `h11-0.16.0-py3-none-any.whl`. */
  name: string;
  bytes: Uint8Array;
}

/** Hashes in requirements.txt: one wheel each. */
async function lockedHashes(): Promise<Set<string>> {
  const text = await readFile(requirements, 'utf8');
  return new Set(Array.from(text.matchAll(/--hash=sha256:([0-9a-f]{64})/g), ([, hash]) => hash ?? ''));
}

async function cached(hashes: ReadonlySet<string>): Promise<Wheel[]> {
  await mkdir(wheelCache, { recursive: true });
  const wheels: Wheel[] = [];
  for (const name of (await readdir(wheelCache)).sort()) {
    const bytes = await readFile(join(wheelCache, name));
    // A wheel of an earlier lock, or one that was cut off while downloading.
    if (hashes.has(sha256(bytes))) wheels.push({ name, bytes });
    else await rm(join(wheelCache, name), { recursive: true });
  }
  return wheels;
}

/** Every locked wheel, sorted by name. */
export async function fetchWheels(): Promise<Wheel[]> {
  const hashes = await lockedHashes();
  let wheels = await cached(hashes);
  if (wheels.length < hashes.size) {
    log(`fetching ${String(hashes.size)} Python packages with pip`);
    await pipDownload(wheelCache, ['--no-deps', '--require-hashes', '--requirement', requirements]);
    wheels = await cached(hashes);
  }
  if (wheels.length !== hashes.size) {
    throw new UserError(
      `pip brought ${String(wheels.length)} of the ${String(hashes.size)} packages that requirements.txt names.`,
      'Run the same command again; if it repeats, remove .cache/wheels first.',
    );
  }
  return wheels;
}
