/**
 * A sandboxed process of Node that engines live in, one after the other, each in a thread of its own that ends with it (child.ts). The
 * process stays, because V8 keeps what it has compiled of WebAssembly for as long as somebody has the module: that is a third of the work
 * of starting an engine. `boot` begins a new engine; everything else passes through.
 */
import { readFile } from 'node:fs/promises';
import parent from 'node:process';
import { Worker } from 'node:worker_threads';
import { problemOf } from '../engine/engine-failure.ts';
import { packFiles } from '../manifest.ts';
import type { Boot, FromEngine, Snapshot } from '../protocol.ts';
import { unpackedFrom, type Unpacked } from './bundle-on-disk.ts';
import type { FromHost, HostBoot, ToHost } from './host-protocol.ts';
import { decodeSnapshot, encodeSnapshot } from './snapshot-file.ts';

const compiled: Pick<Boot, 'interpreter'> = {};
/** By their files, the one that was used last at the end. An engine gets a copy: nobody who runs in one changes another's. */
const snapshots = new Map<string, Snapshot>();
/** Each takes some thirty megabytes. */
const mostSnapshots = 3;
let thread: Worker | null = null;

const report = (event: FromHost): void => {
  parent.send?.(event);
};

function remember(file: string, snapshot: Snapshot): void {
  snapshots.delete(file);
  snapshots.set(file, snapshot);
  for (const oldest of snapshots.keys()) if (snapshots.size > mostSnapshots) snapshots.delete(oldest);
}

/** Null where there is none that can be read. */
async function snapshotIn(file: string): Promise<Snapshot | null> {
  try {
    const snapshot = snapshots.get(file) ?? decodeSnapshot(await readFile(file));
    remember(file, snapshot);
    return snapshot;
  } catch {
    return null;
  }
}

/** What this process has unpacked: engines of one host have one bundle. */
const unpacked: Unpacked = {};

/** Of the packs of a start, what can be read: an engine that misses one says which. */
async function packsFor({ runtime, manifest, packs }: HostBoot): Promise<Unpacked> {
  const files = manifest ? packFiles(manifest, packs) : [];
  for (const file of files) {
    const bytes = unpacked[file.file] ?? (await unpackedFrom(runtime, file).catch(() => null));
    if (bytes) unpacked[file.file] = bytes;
  }
  return Object.fromEntries(files.flatMap(({ file }) => (unpacked[file] ? [[file, unpacked[file]]] : [])));
}

async function begin(message: HostBoot): Promise<void> {
  const { snapshotFile, ...boot } = message;
  await thread?.terminate();
  // An engine gets copies.
  const engine = new Worker(new URL('child.ts', import.meta.url), { env: {}, workerData: await packsFor(message) });
  thread = engine;
  engine.on('message', (event: FromEngine) => {
    // These two stay in this process: one cannot travel, the other is large.
    if (event.kind === 'compiled') {
      compiled.interpreter = event.interpreter;
    } else if (event.kind === 'snapshot') {
      remember(snapshotFile, event.snapshot);
      report({ kind: 'snapshot-file', bytes: encodeSnapshot(event.snapshot) });
    } else {
      report(event);
      if (event.kind === 'finished' || event.kind === 'failed') void engine.terminate();
    }
  });
  engine.on('error', (error) => {
    report({ kind: 'failed', problem: problemOf(error) });
  });
  const snapshot = await snapshotIn(snapshotFile);
  engine.postMessage({ ...boot, ...compiled, ...(snapshot ? { snapshot } : { take: true }) } satisfies Boot);
}

parent.on('message', (message: ToHost) => {
  if (message.kind === 'boot') void begin(message);
  else thread?.postMessage(message);
});
// The process that asked for engines has ended.
parent.on('disconnect', () => {
  parent.exit();
});
