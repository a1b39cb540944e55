/**
 * The terminal's end of an engine: a thread of a process of Node (host.ts) that may read the runtime bundle and this folder, and nothing
 * else. It speaks the engine's protocol with its host, and hides that it is Node, so that Pyodide does what it does in a browser's worker.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { parentPort } from 'node:worker_threads';
import { zstdDecompressSync } from 'node:zlib';
import { EngineFailure } from '../engine/engine-failure.ts';
import type { EngineFiles } from '../engine/engine-files.ts';
import { lockDown, remove } from '../engine/lockdown.ts';
import type { BundleFile, Manifest } from '../manifest.ts';
import { serveEngine } from '../engine/serve-engine.ts';

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

function filesIn(directory: string, manifest: Manifest): EngineFiles {
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

/** What Node itself calls on `process` while a thread runs and ends. */
const keptOfProcess: ReadonlySet<string> = new Set([
  'nextTick',
  'emit',
  'listenerCount',
  '_exiting',
  'exitCode',
  'domain',
]);

/** `process` is gone from the global; should anybody find it all the same, nothing is left of it that is worth having. */
function emptyProcess(): void {
  remove(process, (name) => keptOfProcess.has(String(name)));
  process.emitWarning = () => undefined;
}

const port = parentPort;
if (!port) throw new Error('an engine lives in a thread of its host');
const post = port.postMessage.bind(port);
const hear = serveEngine(
  ({ runtime, manifest }) => {
    if (!manifest) throw new TypeError('an engine in Node is given the manifest of its bundle');
    lookLikeWorker();
    return Promise.resolve(filesIn(runtime, manifest));
  },
  (event, transferred = []) => {
    post(event, transferred);
  },
  () => {
    lockDown(globalThis);
    emptyProcess();
  },
);
port.on('message', hear);
