/** Engines of a browser: a worker each, its files from our own origin, and what this device can bear. */
import { checkRaw } from '../check-raw.ts';
import type { ClientOptions, Shared } from './client.ts';
import type { Connection } from './engine-handle.ts';
import { bootFor } from '../packs.ts';
import { explain } from './site-check.ts';
import { thisPage } from './this-page.ts';
import workerAddress from '../engine/worker.ts?worker&url';

/** Phones and small machines hold one interpreter at a time. `deviceMemory` is in gigabytes and not known everywhere. */
function isSmall(): boolean {
  const { deviceMemory } = navigator as { deviceMemory?: number };
  return (deviceMemory !== undefined && deviceMemory <= 4) || matchMedia('(pointer: coarse)').matches;
}

/**
 * The first lines of a worker. The message with the port may come before the real module has been loaded, and would be lost; so it is
 * kept and dispatched again.
 */
function bootstrap(address: string): string {
  const name = JSON.stringify(new URL(address).pathname);
  return `const first = new Promise((resolve) => addEventListener('message', resolve, { once: true }));
import(${JSON.stringify(address)}).then(
  async () => { const { data, ports } = await first; dispatchEvent(new MessageEvent('message', { data, ports })); },
  (error) => setTimeout(() => { throw ${name} + ' (' + error.message + ')'; }),
);`;
}

/**
 * A worker that starts from a `blob:`, because only such a one inherits the page's content security policy; and that talks over a port of
 * its own, which code that later runs in it never sees.
 */
function connect(): Connection {
  const script = bootstrap(new URL(workerAddress, document.baseURI).href);
  const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
  const worker = new Worker(url, { type: 'module', name: 'waitlab' });
  const { port1, port2 } = new MessageChannel();
  worker.postMessage(null, [port2]);
  return {
    port: port1,
    onBroken: (callback) => {
      worker.addEventListener('error', (event) => {
        event.preventDefault();
        callback(event.message.replace(/^Uncaught /, ''));
      });
      // An engine talks over its port alone. Whatever comes this way is code of the lab's, and could come without end.
      for (const kind of ['message', 'messageerror']) {
        worker.addEventListener(kind, () => {
          callback('unexpected message');
        });
      }
    },
    terminate: () => {
      worker.terminate();
      URL.revokeObjectURL(url);
    },
  };
}

/** Of all labs of a page. Engines of JavaScript keep what they have compiled and optimized for as long as somebody has the module. */
const shared: Shared = { spares: new Map() };

/** `runtime`: address of the runtime bundle. */
export function browserOptions(runtime: string): ClientOptions {
  return {
    connect,
    bootFor: (job) => bootFor(runtime, job),
    shared,
    checkOutcome: checkRaw,
    explain: (problem) => explain(problem, thisPage(), new URL(workerAddress, document.baseURI).pathname),
    get parallel() {
      return isSmall() ? 1 : 2;
    },
  };
}
