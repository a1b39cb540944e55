/**
 * The terminal's end of an engine: a thread of a process of Node (host.ts) that may read the runtime bundle and this folder, and nothing
 * else. It speaks the engine's protocol with its host, and hides that it is Node, so that Pyodide does what it does in a browser's worker.
 */
import process from 'node:process';
import { parentPort, workerData } from 'node:worker_threads';
import { lockDown, remove } from '../engine/lockdown.ts';
import { serveEngine } from '../engine/serve-engine.ts';
import { filesIn, type Unpacked } from './bundle-on-disk.ts';
import { lookLikeWorker } from './look-like-worker.ts';

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
    return Promise.resolve(filesIn(runtime, manifest, workerData as Unpacked));
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
