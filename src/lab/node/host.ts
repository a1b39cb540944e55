/**
 * A sandboxed process of Node that engines live in, one after the other, each in a thread of its own that ends with it (child.ts). The
 * process stays, because V8 keeps what it has compiled of WebAssembly for as long as somebody has the module: that is a third of the work
 * of starting an engine. `boot` begins a new engine; everything else passes through.
 */
import parent from 'node:process';
import { Worker } from 'node:worker_threads';
import { problemOf } from '../engine/engine.ts';
import type { Boot, FromEngine, ToEngine } from '../protocol.ts';

const compiled: Pick<Boot, 'interpreter'> = {};
let thread: Worker | null = null;

const report = (event: FromEngine): void => {
  parent.send?.(event);
};

async function begin(boot: Boot): Promise<void> {
  await thread?.terminate();
  const engine = new Worker(new URL('child.ts', import.meta.url), { env: {} });
  thread = engine;
  engine.on('message', (event: FromEngine) => {
    if (event.kind === 'compiled') {
      // Stays in this process: between processes it cannot travel.
      compiled.interpreter = event.interpreter;
      return;
    }
    report(event);
    if (event.kind === 'finished' || event.kind === 'failed') void engine.terminate();
  });
  engine.on('error', (error) => {
    report({ kind: 'failed', problem: problemOf(error) });
  });
  engine.postMessage({ ...boot, ...compiled });
}

parent.on('message', (message: ToEngine) => {
  if (message.kind === 'boot') void begin(message);
  else thread?.postMessage(message);
});
// The process that asked for engines has ended.
parent.on('disconnect', () => {
  parent.exit();
});
