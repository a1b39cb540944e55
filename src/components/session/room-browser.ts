/** What this browser says of the room, and its side of storing the site. */
import { canRunLive } from '../../lab/page/can-run-live.ts';
import { workerPath } from '../../learn/session/offline/manifest.ts';
import { removeStored, type StoreAround } from '../../learn/session/offline/store.ts';
import type { RoomFacts } from '../../learn/session/room.ts';

/** Milliseconds in which a browser does what it is asked, or the reader answers what it asks. */
const timeout = 10_000;

/** What never answers has failed. */
export function within<Answer>(asked: Promise<Answer>): Promise<Answer> {
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => {
      reject(new Error('no answer'));
    }, timeout);
  });
  return Promise.race([asked, late]);
}

export const isStorable = (): boolean => isSecureContext && 'serviceWorker' in navigator && 'caches' in globalThis;

/** `base`: the path that the site is served under. Only where the site is storable. */
export function storeAround(base: string): StoreAround {
  return {
    storage: caches,
    // Asked of the host itself: a browser's cache may hold a file of another version.
    network: (address, signal) => fetch(address, { cache: 'no-cache', signal }),
    base: new URL(base, location.origin).href,
    now: () => Date.now(),
  };
}

export async function roomFacts(needed: number): Promise<RoomFacts> {
  const storable = isStorable();
  const estimate = storable ? await within(navigator.storage.estimate()).catch(() => null) : null;
  const { deviceMemory } = navigator as { deviceMemory?: number };
  return {
    live: canRunLive(),
    storable,
    room: estimate?.quota === undefined ? null : estimate.quota - (estimate.usage ?? 0),
    needed,
    memory: deviceMemory ?? null,
    width: innerWidth,
    windows: 'BroadcastChannel' in globalThis,
  };
}

/** Whether a service worker answers for this page now. */
export async function registerWorker(base: string): Promise<boolean> {
  try {
    await within(navigator.serviceWorker.register(`${base}${workerPath}`, { scope: base, updateViaCache: 'none' }));
    await within(controlled());
    return true;
  } catch {
    return false;
  }
}

function controlled(): Promise<void> {
  return new Promise((resolve) => {
    if (navigator.serviceWorker.controller) resolve();
    navigator.serviceWorker.addEventListener('controllerchange', () => {
      resolve();
    });
  });
}

/** Everything that storing has left: the files and the service worker. */
export async function removeEverything(around: StoreAround): Promise<void> {
  await within(removeStored(around));
  const registration = await within(navigator.serviceWorker.getRegistration(around.base));
  await registration?.unregister();
}
