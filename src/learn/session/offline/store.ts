/**
 * Stores the site for use without a network, and takes it away again. Runs in the page, so that its reader sees every step; what an
 * earlier version has in common with the new one is taken from there.
 */
import { cacheName, cacheNames, findStored, writeRecord, type StoredRecord } from './caches.ts';
import {
  bytesOf,
  chosenFiles,
  offlineSchema,
  manifestPath,
  type OfflineFile,
  type OfflineManifest,
  type OfflinePart,
} from './manifest.ts';

export interface StoreAround {
  storage: CacheStorage;
  network: (address: string, signal: AbortSignal) => Promise<Response>;
  /** The whole address of the site's own path. */
  base: string;
  now: () => number;
}

/** Milliseconds in which the host answers a question, and sends one file over a slow network. */
const timeout = { question: 15_000, file: 120_000 };

/** What the host has. Null when it cannot be asked, or answers something else, such as the page of a hotel's network. */
export async function readManifest({ network, base }: StoreAround): Promise<OfflineManifest | null> {
  try {
    const response = await network(new URL(manifestPath, base).href, AbortSignal.timeout(timeout.question));
    const manifest = offlineSchema.safeParse(await response.json());
    return response.ok && manifest.success ? manifest.data : null;
  } catch {
    return null;
  }
}

export type StoreOutcome =
  | { kind: 'stored'; record: StoredRecord }
  | { kind: 'stopped' }
  /** The host did not send this file, or not as it should be. What came before it is kept for the next attempt. */
  | { kind: 'missing'; path: string }
  /** The browser gives no more room. */
  | { kind: 'full' };

/** Thrown inside this file only. */
class Missing extends Error {
  readonly path: string;
  constructor(path: string) {
    super(path);
    this.path = path;
  }
}

async function sha256(bytes: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Requests at once: enough to hide the way to the host, few enough for a small one. */
const lanes = 4;

/** `progress` is told the bytes that are there so far. */
export async function storeSite(
  around: StoreAround,
  manifest: OfflineManifest,
  chosen: readonly OfflinePart[],
  progress: (bytes: number) => void,
  signal: AbortSignal,
): Promise<StoreOutcome> {
  const { storage, network, base, now } = around;
  const files = chosenFiles(manifest, chosen);
  const name = cacheName(base, manifest.version);
  const queue = [...files];
  let done = 0;

  async function fetchFile(cache: Cache, before: readonly Cache[], file: OfflineFile): Promise<void> {
    const address = new URL(file.path, base).href;
    const isRight = async (response: Response | undefined): Promise<Response | null> => {
      if (!response?.ok || response.redirected) return null;
      return (await sha256(await response.clone().arrayBuffer())) === file.sha256 ? response : null;
    };
    for (const earlier of [cache, ...before]) {
      const known = await isRight(await earlier.match(address, { ignoreVary: true }));
      if (!known) continue;
      if (earlier !== cache) await cache.put(address, known);
      return;
    }
    const within = AbortSignal.any([signal, AbortSignal.timeout(timeout.file)]);
    // A body can break off or stand still as well as its head.
    const response = await network(address, within)
      .then(isRight)
      .catch(() => null);
    if (!response) throw new Missing(file.path);
    await cache.put(address, response);
  }

  try {
    const cache = await storage.open(name);
    const others = (await cacheNames(storage, base)).filter((one) => one !== name);
    const before = await Promise.all(others.map((one) => storage.open(one)));
    const work = async (): Promise<void> => {
      for (let file = queue.shift(); file && !signal.aborted; file = queue.shift()) {
        await fetchFile(cache, before, file);
        done += file.bytes;
        progress(done);
      }
    };
    await Promise.all(Array.from({ length: lanes }, work));
    if (signal.aborted) return { kind: 'stopped' };
    const record = {
      version: manifest.version,
      parts: [...chosen],
      files: files.length,
      bytes: bytesOf(files),
      stored: now(),
    };
    await writeRecord(cache, base, record);
    for (const one of others) await storage.delete(one);
    return { kind: 'stored', record };
  } catch (error) {
    queue.length = 0;
    if (signal.aborted) return { kind: 'stopped' };
    if (error instanceof Missing) return { kind: 'missing', path: error.path };
    if (error instanceof DOMException && error.name === 'QuotaExceededError') return { kind: 'full' };
    throw error;
  }
}

export type StoredState =
  | { kind: 'nothing' }
  | { kind: 'stored'; record: StoredRecord }
  /** Begun and never finished. */
  | { kind: 'partial' };

export async function storedState({ storage, base }: Pick<StoreAround, 'storage' | 'base'>): Promise<StoredState> {
  const stored = await findStored(storage, base);
  if (stored) return { kind: 'stored', record: stored.record };
  return (await cacheNames(storage, base)).length > 0 ? { kind: 'partial' } : { kind: 'nothing' };
}

/** Every cache of the site, whole or not. */
export async function removeStored({ storage, base }: Pick<StoreAround, 'storage' | 'base'>): Promise<void> {
  for (const name of await cacheNames(storage, base)) await storage.delete(name);
}
