/** What this browser says of the room, and its side of storing the site. */
import { canRunLive } from '../../lab/can-run-live.ts';
import { workerPath } from '../../learn/session/offline/manifest.ts';
import { removeStored, type StoreAround } from '../../learn/session/offline/store.ts';
import type { RoomFacts } from '../../learn/session/room.ts';

export const isStorable = (): boolean => isSecureContext && 'serviceWorker' in navigator && 'caches' in globalThis;

/** `base`: the path that the site is served under. Only where the site is storable. */
export function storeAround(base: string): StoreAround {
  return {
    storage: caches,
    // Asked of the host itself: a browser's cache may hold a file of another version.
    network: (address) => fetch(address, { cache: 'no-cache' }),
    base: new URL(base, location.origin).href,
    now: () => Date.now(),
  };
}

export async function roomFacts(needed: number): Promise<RoomFacts> {
  const storable = isStorable();
  const estimate = storable ? await navigator.storage.estimate().catch(() => null) : null;
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

/** Milliseconds in which a service worker that was installed answers for its page. */
const patience = 10_000;

/** Whether a service worker answers for this page now. */
export async function registerWorker(base: string): Promise<boolean> {
  try {
    await navigator.serviceWorker.register(`${base}${workerPath}`, { scope: base, updateViaCache: 'none' });
    await Promise.race([controlled(), new Promise((_, reject) => setTimeout(reject, patience))]);
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
  await removeStored(around);
  const registration = await navigator.serviceWorker.getRegistration(around.base);
  await registration?.unregister();
}
