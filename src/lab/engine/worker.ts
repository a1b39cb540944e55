/**
 * The browser's end of an engine: a worker that gets a port of its own in its first message and answers on it. Its network is used until the
 * files are there; once Python is up, and before the reader's code is, everything that reaches beyond the worker is taken away.
 */
import { filesAt } from './bundle-files.ts';
import { lockDown } from './lockdown.ts';
import { serveEngine } from './serve-engine.ts';
import type { FromEngine, ToEngine } from '../protocol.ts';

/** Bound now: whatever becomes of the prototypes later, these do what they did. */
function serve(port: MessagePort): void {
  const network = fetch.bind(globalThis);
  const post: (event: FromEngine, transferred: ArrayBuffer[]) => void = port.postMessage.bind(port);
  const hear = serveEngine(
    ({ runtime }) =>
      filesAt(new URL(runtime, location.origin), {
        network,
        load: (address) => import(/* @vite-ignore */ address) as Promise<unknown>,
        isSecure: isSecureContext,
      }),
    (event, transferred = []) => {
      post(event, transferred);
    },
    () => {
      lockDown(globalThis);
    },
  );
  port.onmessage = ({ data }: MessageEvent<ToEngine>) => {
    hear(data);
  };
}

// Node has its own way in (child.ts); this module does its work as soon as it is loaded.
addEventListener(
  'message',
  (event: MessageEvent) => {
    const [port] = event.ports;
    if (port) serve(port);
  },
  { once: true },
);
