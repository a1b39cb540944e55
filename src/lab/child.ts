/**
 * The terminal's end of an engine: a thread of a process of Node (host.ts) that may read the runtime bundle and this folder, and nothing
 * else. It speaks the engine's protocol with its host, and hides that it is Node, so that Pyodide does what it does in a browser's worker.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parentPort } from 'node:worker_threads';
import { zstdDecompressSync } from 'node:zlib';
import { bootEngine, EngineFailure, problemOf, type Engine, type EngineFiles } from './engine.ts';
import { lockDown } from './lockdown.ts';
import { manifestFile, type BundleFile, type Manifest } from './manifest.ts';
import type { FromEngine, ToEngine } from './protocol.ts';

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

async function filesIn(directory: string): Promise<EngineFiles> {
  const manifest = JSON.parse(new TextDecoder().decode(await stored(directory, manifestFile))) as Manifest;
  return {
    manifest,
    unpacked: async (file) => new Uint8Array(zstdDecompressSync(await checked(directory, file))),
    async module(file) {
      await checked(directory, file);
      return (await import(pathToFileURL(join(directory, file.file)).href)) as unknown;
    },
  };
}

/** Pyodide asks for these to find out where it is. */
function lookLikeWorker(): void {
  function WorkerGlobalScope(): void {
    // Only asked whether this global is an instance of it.
  }
  Object.defineProperty(WorkerGlobalScope, Symbol.hasInstance, { value: () => true });
  const shown = {
    process: undefined,
    WorkerGlobalScope,
    self: globalThis,
    location: new URL('https://bundle.invalid/'),
  };
  for (const [name, value] of Object.entries(shown)) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
}

const tell = (event: FromEngine): void => {
  parentPort?.postMessage(event);
};
let engine: Engine | null = null;

async function answer(message: ToEngine): Promise<void> {
  if (message.kind === 'boot') {
    const files = await filesIn(message.runtime);
    lookLikeWorker();
    engine = await bootEngine(files, message, tell);
    lockDown(globalThis);
    tell({ kind: 'ready' });
  } else {
    if (!engine) throw new Error('asked to run before the engine was ready');
    tell({ kind: 'finished', outcome: await engine.run(message.job) });
  }
}

parentPort?.on('message', (message: ToEngine) => {
  answer(message).catch((error: unknown) => {
    tell({ kind: 'failed', problem: problemOf(error) });
  });
});
