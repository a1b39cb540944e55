/**
 * Where the stored site lies: one cache for each version, named after the site's path and the version. A cache counts as stored once it
 * has its record, which is written last, so that a download that was cut off is never mistaken for a whole one.
 */
import { z } from '../../../schemas/small.ts';
import { parts } from './manifest.ts';

const recordSchema = z.strictObject({
  version: z.string(),
  parts: z.array(z.enum(parts)),
  files: z.int(),
  bytes: z.int(),
  /** Milliseconds since 1970. */
  stored: z.number(),
});
export type StoredRecord = z.infer<typeof recordSchema>;

/** `base`: the whole address of the site's own path. Two sites of one host keep apart. */
const prefixOf = (base: string): string => `waitlab-offline ${base} `;
export const cacheName = (base: string, version: string): string => `${prefixOf(base)}${version}`;
const recordAddress = (base: string): string => new URL('offline-record.json', base).href;

export async function cacheNames(storage: CacheStorage, base: string): Promise<string[]> {
  return (await storage.keys()).filter((name) => name.startsWith(prefixOf(base)));
}

export async function writeRecord(cache: Cache, base: string, record: StoredRecord): Promise<void> {
  await cache.put(recordAddress(base), new Response(JSON.stringify(record)));
}

async function readRecord(cache: Cache, base: string): Promise<StoredRecord | null> {
  const response = await cache.match(recordAddress(base));
  if (!response) return null;
  const record = recordSchema.safeParse(await response.json().catch(() => null));
  return record.success ? record.data : null;
}

export interface StoredSite {
  cache: Cache;
  record: StoredRecord;
}

/** The site that is stored whole: of `wanted` version if there is one, else the newest. */
export async function findStored(storage: CacheStorage, base: string, wanted?: string): Promise<StoredSite | null> {
  const found: StoredSite[] = [];
  for (const name of await cacheNames(storage, base)) {
    const cache = await storage.open(name);
    const record = await readRecord(cache, base);
    if (record) found.push({ cache, record });
  }
  found.sort((one, other) => other.record.stored - one.record.stored);
  return found.find(({ record }) => record.version === wanted) ?? found[0] ?? null;
}
