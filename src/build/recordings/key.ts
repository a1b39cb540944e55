/**
 * What a recorded run was made by, as one hash: the runtime bundle, every module of ours that an engine on Node is made of or that its
 * outcome passes through, and the packages that those import. A recording with another hash is made anew.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { manifestOf } from '../../lab/node/read-manifest.ts';
import type { SideJob } from '../../lab/protocol.ts';
import { moduleGraph } from '../module-graph.ts';

/** An engine, the process around it with its flags, and what checks its outcome. They start each other by address, not by import. */
export const engineModules = [
  'src/lab/node/child.ts',
  'src/lab/node/host.ts',
  'src/lab/node/hosts.ts',
  'src/lab/check-raw.ts',
];

/** package-lock.json, as far as it is read here. */
interface Lock {
  packages: Record<string, { version?: string; integrity?: string; dependencies?: Record<string, string> }>;
}

/** Packages and all that they need, as they are locked: `name version integrity`, sorted. Throws an Error for one that is not locked. */
export function lockedPackages(lock: Lock, names: readonly string[]): string[] {
  const found = new Map<string, string>();
  const visit = (name: string): void => {
    if (found.has(name)) return;
    const locked = lock.packages[`node_modules/${name}`];
    if (!locked) throw new Error(`package-lock.json names no package ${name}`);
    found.set(name, `${name} ${locked.version ?? ''} ${locked.integrity ?? ''}`);
    Object.keys(locked.dependencies ?? {}).forEach(visit);
  };
  names.forEach(visit);
  return [...found.values()].sort();
}

/** The hash of all that makes a run besides its jobs, as it lies on the disk now; the bundle must be up to date. */
export async function engineKey(): Promise<string> {
  const { files, packages } = moduleGraph(...engineModules);
  const manifest = await manifestOf('public/runtime');
  const lock = JSON.parse(await readFile('package-lock.json', 'utf8')) as Lock;
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  const parts = [manifest.inputs, manifest.world, ...lockedPackages(lock, packages), ...texts];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** The key of one recording: jobs hold every file, command line, load and setting of what is run. */
export const recordingKey = (engine: string, jobs: readonly SideJob[]): string =>
  createHash('sha256').update(engine).update(JSON.stringify(jobs)).digest('hex');
