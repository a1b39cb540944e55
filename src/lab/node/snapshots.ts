/** Snapshots of engines below the project's cache, each in a file whose name says what it was made of. */
import { createHash } from 'node:crypto';
import { globSync, mkdirSync, readFileSync } from 'node:fs';
import { glob, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import process from 'node:process';
import { fromRoot } from './from-root.ts';
import type { Manifest } from '../manifest.ts';
import type { Boot } from '../protocol.ts';

/** Engines may read it, and nobody but us writes there. */
export const snapshotDirectory = fromRoot('.cache/snapshots');
mkdirSync(snapshotDirectory, { recursive: true });

const hash = (...parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 24);

/** Of all that an engine in Node is made of besides the bundle: our modules, and Node. */
const engine = hash(
  process.version,
  process.arch,
  ...globSync(['*.ts', 'engine/**/*.ts', 'node/*.ts'], { cwd: fromRoot('src/lab') })
    .sort()
    .map((file) => readFileSync(fromRoot(`src/lab/${file}`), 'utf8')),
);

/** Where the snapshot of engines that start like this one is, once there is one. */
export function snapshotFile(manifest: Manifest, { packs, processes }: Boot): string {
  const source = hash(engine, JSON.stringify(manifest));
  return join(snapshotDirectory, `${source}.${hash(...packs, String(processes))}.zst`);
}

/** Several processes may keep the same at once: a file is either absent or whole. Those of other bundles and engines are removed. */
export async function keepSnapshot(file: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${file}.${String(process.pid)}.new`;
  await writeFile(temporary, bytes);
  await rename(temporary, file);
  const [source = ''] = basename(file).split('.');
  for await (const other of glob('*', { cwd: snapshotDirectory }))
    if (!other.startsWith(`${source}.`)) await rm(join(snapshotDirectory, other), { force: true });
}

/** One that does not fit is made anew. */
export const removeSnapshot = (file: string): Promise<void> => rm(file, { force: true });
