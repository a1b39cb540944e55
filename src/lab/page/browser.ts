/** Engines of a browser: a worker each, its files from our own origin, and as many as this device can bear. */
import { checkRaw } from '../check-raw.ts';
import type { ClientOptions } from './client.ts';
import type { Connection } from './engine-handle.ts';
import { createEngines, type Engines } from './engines.ts';
import { keptSnapshots } from './kept-snapshots.ts';
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

/** Browsers have none on pages that are not secure, and refuse those whose data they block. */
function cachesHere(): CacheStorage | undefined {
  try {
    return globalThis.caches;
  } catch {
    return undefined;
  }
}

/** Where the site lies: the bundle is a directory of it. */
const siteOf = (runtime: string): string => new URL('../', new URL(runtime, document.baseURI)).href;

const workerPath = (): string => new URL(workerAddress, document.baseURI).pathname;

function enginesOf(runtime: string): Engines {
  const small = isSmall();
  return createEngines({
    connect,
    bootFor: (job) => bootFor(runtime, job),
    checkOutcome: checkRaw,
    snapshots: keptSnapshots({
      storage: cachesHere(),
      base: siteOf(runtime),
      version: workerPath(),
      most: small ? { memory: 2, storage: 2 } : { memory: 3, storage: 4 },
    }),
    parallel: small ? 1 : 2,
    blanks: small ? 0 : 2,
  });
}

/** Of all labs of a page, which have one bundle. JavaScript engines keep what they have compiled for as long as somebody has the module. */
let engines: Engines | undefined;

/** `runtime`: address of the runtime bundle. Also for a page that is being built, which has none of a browser's objects and starts nothing. */
export function browserOptions(runtime: string): ClientOptions {
  return {
    get engines() {
      return (engines ??= enginesOf(runtime));
    },
    explain: (problem) => explain(problem, thisPage(), workerPath()),
  };
}
