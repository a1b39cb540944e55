/**
 * The browser's end of an engine: a worker that gets a port of its own in its first message and answers on it. Once Python is up, and
 * before the reader's code is, everything that reaches beyond the worker is taken away.
 */
import { filesAt } from './bundle-files.ts';
import { bootEngine, problemOf, type Engine, type EngineFiles } from './engine.ts';
import { lockDown } from './lockdown.ts';
import type { FromEngine, ToEngine } from './protocol.ts';

/** Node has its own way in (child.ts); this module does its work as soon as it is loaded. */
const network = globalThis.fetch.bind(globalThis);

const filesOf = (runtime: string): Promise<EngineFiles> =>
  filesAt(new URL(runtime, location.origin), {
    network,
    load: (address) => import(/* @vite-ignore */ address) as Promise<unknown>,
    isSecure: isSecureContext,
  });

function serve(port: MessagePort): void {
  let engine: Engine | null = null;
  const tell = (event: FromEngine): void => {
    port.postMessage(event);
  };
  const answer = async (message: ToEngine): Promise<void> => {
    if (message.kind === 'boot') {
      engine = await bootEngine(await filesOf(message.runtime), message, tell);
      lockDown(globalThis);
      tell({ kind: 'ready' });
    } else {
      if (!engine) throw new Error('asked to run before the engine was ready');
      tell({ kind: 'finished', outcome: await engine.run(message.job) });
    }
  };
  port.onmessage = ({ data }: MessageEvent<ToEngine>) => {
    answer(data).catch((error: unknown) => {
      tell({ kind: 'failed', problem: problemOf(error) });
    });
  };
}

addEventListener(
  'message',
  (event: MessageEvent) => {
    const [port] = event.ports;
    if (port) serve(port);
  },
  { once: true },
);
