/**
 * A sandboxed process of Node that engines live in, one after the other, each in a thread of its own that ends with it (child.ts). The
 * process stays, because V8 keeps what it has compiled of WebAssembly for as long as a module of the process has it: that is a third of
 * the work of starting an engine. `boot` begins a new engine; everything else passes through.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import parent from 'node:process';
import { Worker } from 'node:worker_threads';
import { zstdDecompressSync } from 'node:zlib';
import { problemOf } from './engine.ts';
import { manifestFile, type Manifest } from './manifest.ts';
import type { FromEngine, ToEngine } from './protocol.ts';

/** Never used, only held. An engine reads and checks the file for itself, and says what is wrong with it. */
let interpreter: Promise<WebAssembly.Module | null> | null = null;
let thread: Worker | null = null;

async function compile(runtime: string): Promise<WebAssembly.Module | null> {
  try {
    const { wasm } = JSON.parse(await readFile(join(runtime, manifestFile), 'utf8')) as Manifest;
    return await WebAssembly.compile(new Uint8Array(zstdDecompressSync(await readFile(join(runtime, wasm.file)))));
  } catch {
    return null;
  }
}

const tell = (event: FromEngine): void => {
  parent.send?.(event);
};

async function begin(boot: Extract<ToEngine, { kind: 'boot' }>): Promise<void> {
  await thread?.terminate();
  interpreter ??= compile(boot.runtime);
  await interpreter;
  const engine = new Worker(new URL('child.ts', import.meta.url), { env: {} });
  thread = engine;
  engine.on('message', (event: FromEngine) => {
    tell(event);
    if (event.kind === 'finished' || event.kind === 'failed') void engine.terminate();
  });
  engine.on('error', (error) => {
    tell({ kind: 'failed', problem: problemOf(error) });
  });
  engine.postMessage(boot);
}

parent.on('message', (message: ToEngine) => {
  if (message.kind === 'boot') void begin(message);
  else thread?.postMessage(message);
});
// Whoever asked is gone.
parent.on('disconnect', () => {
  parent.exit();
});
