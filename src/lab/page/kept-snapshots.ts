/**
 * Snapshots of a page's engines: a few in its memory, some more in the browser's cache, where the next visit finds them. Where a browser keeps
 * nothing, or refuses, the page's memory is all there is.
 */
import type { Snapshot } from '../protocol.ts';
import type { Snapshots } from './engines.ts';

export interface KeptSnapshotsOptions {
  /** Undefined where a browser has none: on pages that are not secure. */
  storage: CacheStorage | undefined;
  /** The whole address of the site's own path: two sites of one host keep apart. */
  base: string;
  /** Names all that engines of this page are made of besides the bundle, which is in their keys. */
  version: string;
  /** How many, each of some thirty megabytes. */
  most: { memory: number; storage: number };
}

/**
 * Milliseconds within which the browser has given one, or it is as if it had none, for as long as the page lives. A slow machine needs a second or
 * two for some thirty megabytes, and many more to start an engine without.
 */
const patience = 5000;

/** Bytes. */
const lengthOfState = 4;

function encode({ state, memory }: Snapshot): Blob {
  const text = new TextEncoder().encode(state);
  const length = new Uint8Array(lengthOfState);
  new DataView(length.buffer).setUint32(0, text.length, true);
  return new Blob([length, text, memory]);
}

function decode(buffer: ArrayBuffer): Snapshot {
  const end = lengthOfState + new DataView(buffer).getUint32(0, true);
  const state = new TextDecoder().decode(new Uint8Array(buffer, lengthOfState, end - lengthOfState));
  return { state, memory: new Uint8Array(buffer, end) };
}

export function keptSnapshots({ storage, base, version, most }: KeptSnapshotsOptions): Snapshots {
  const prefix = `waitlab-snapshots ${base} `;
  const name = `${prefix}${version}`;
  const addressOf = (key: string): string => new URL(`snapshot?${encodeURIComponent(key)}`, base).href;
  /** The one that was used last at the end. */
  const inMemory = new Map<string, Snapshot>();

  function remember(key: string, snapshot: Snapshot): void {
    inMemory.delete(key);
    inMemory.set(key, snapshot);
    for (const oldest of inMemory.keys()) if (inMemory.size > most.memory) inMemory.delete(oldest);
  }

  /** Those of other versions are gone before this one is used. */
  async function open(): Promise<Cache | null> {
    if (!storage || most.storage === 0) return null;
    for (const other of await storage.keys())
      if (other.startsWith(prefix) && other !== name) await storage.delete(other);
    return storage.open(name);
  }
  let opened: Promise<Cache | null> | undefined;
  const cache = (): Promise<Cache | null> => (opened ??= open().catch(() => null));

  async function stored(key: string): Promise<Snapshot | null> {
    const response = await (await cache())?.match(addressOf(key));
    if (!response) return null;
    const snapshot = decode(await response.arrayBuffer());
    remember(key, snapshot);
    return snapshot;
  }
  async function store(key: string, snapshot: Snapshot): Promise<void> {
    const place = await cache();
    if (!place) return;
    await place.put(addressOf(key), new Response(encode(snapshot)));
    const requests = await place.keys();
    for (const oldest of requests.slice(0, Math.max(0, requests.length - most.storage))) await place.delete(oldest);
  }

  let answers = storage !== undefined;
  /** Whoever asks while it is looked for waits for the same. */
  const searches = new Map<string, Promise<Snapshot | null>>();
  function search(key: string): Promise<Snapshot | null> {
    const late = new Promise<null>((resolve) => {
      setTimeout(() => {
        // Not if it was found meanwhile.
        if (searches.get(key) === found) answers = false;
        resolve(null);
      }, patience);
    });
    const found: Promise<Snapshot | null> = Promise.race([stored(key).catch(() => null), late]).finally(() =>
      searches.delete(key),
    );
    searches.set(key, found);
    return found;
  }

  return {
    find(key) {
      const known = inMemory.get(key);
      if (known) remember(key, known);
      return known ?? (answers ? (searches.get(key) ?? search(key)) : null);
    },
    keep(key, snapshot) {
      remember(key, snapshot);
      // A browser may have no room; then the next visit starts as this one did.
      store(key, snapshot).catch(() => undefined);
    },
    forget(key) {
      inMemory.delete(key);
      cache()
        .then((place) => place?.delete(addressOf(key)))
        .catch(() => undefined);
    },
  };
}
