/** What a page keeps of its engines' snapshots: in memory and, for the next visit, in the browser's cache. */
import { describe, expect, test, vi } from 'vitest';
import { keptSnapshots, type KeptSnapshotsOptions } from '../../src/lab/page/kept-snapshots.ts';
import type { Snapshot } from '../../src/lab/protocol.ts';
import { memoryCaches } from '../fixtures/memory-caches.ts';

const snapshotOf = (value: number): Snapshot => ({
  state: `{"é":${String(value)}}`,
  memory: new Uint8Array(5).fill(value),
});

/** A visit of a browser with these caches. */
const visit = (storage: CacheStorage | undefined, more: Partial<KeptSnapshotsOptions> = {}) =>
  keptSnapshots({
    storage,
    base: 'https://book.example/x/',
    version: 'worker.1.js',
    most: { memory: 2, storage: 3 },
    ...more,
  });

/** Keeps it, and waits until the browser has it. */
async function kept(storage: CacheStorage, key: string, value: number): Promise<void> {
  visit(storage).keep(key, snapshotOf(value));
  await vi.waitFor(async () => {
    expect(await visit(storage).find(key)).toEqual(snapshotOf(value));
  });
}

test('what a page has given itself is there at once', () => {
  const snapshots = visit(memoryCaches().storage);
  snapshots.keep('a', snapshotOf(1));
  expect(snapshots.find('a')).toEqual(snapshotOf(1));
});

test('the next visit finds it, by its key alone, and has it at once from then on', async () => {
  const { storage } = memoryCaches();
  await kept(storage, 'a b', 1);
  const next = visit(storage);
  expect(await next.find('a')).toBeNull();
  expect(await next.find('a b')).toEqual(snapshotOf(1));
  expect(next.find('a b')).toEqual(snapshotOf(1));
});

test('another version, and another site of the host, find nothing; that of the other version is removed', async () => {
  const { storage, names } = memoryCaches();
  await kept(storage, 'a', 1);
  expect(await visit(storage, { base: 'https://book.example/y/' }).find('a')).toBeNull();
  expect(await visit(storage).find('a')).not.toBeNull();
  expect(await visit(storage, { version: 'worker.2.js' }).find('a')).toBeNull();
  expect(names().filter((name) => name.includes('/x/'))).toEqual([
    'waitlab-snapshots https://book.example/x/ worker.2.js',
  ]);
});

test('memory and cache keep so many and no more: the oldest go', async () => {
  const { storage } = memoryCaches();
  for (const [index, key] of ['a', 'b', 'c', 'd'].entries()) await kept(storage, key, index);
  const found = await Promise.all(['a', 'b', 'c', 'd'].map(async (key) => visit(storage).find(key)));
  expect(found.map((one) => one !== null)).toEqual([false, true, true, true]);
  const here = visit(undefined);
  for (const [index, key] of ['a', 'b', 'c'].entries()) here.keep(key, snapshotOf(index));
  expect(['a', 'b', 'c'].map((key) => here.find(key) !== null)).toEqual([false, true, true]);
});

test('one that did not fit is gone, in the next visit too', async () => {
  const { storage } = memoryCaches();
  await kept(storage, 'a', 1);
  const snapshots = visit(storage);
  await snapshots.find('a');
  snapshots.forget('a');
  await vi.waitFor(async () => {
    expect(await visit(storage).find('a')).toBeNull();
  });
  expect(await snapshots.find('a')).toBeNull();
});

describe('a browser that keeps nothing', () => {
  const refusing = { keys: () => Promise.reject(new DOMException('no', 'SecurityError')) } as unknown as CacheStorage;
  const full = {
    keys: () => Promise.resolve([]),
    open: () =>
      Promise.resolve({
        match: () => Promise.resolve(undefined),
        put: () => Promise.reject(new DOMException('no room', 'QuotaExceededError')),
      }),
  } as unknown as CacheStorage;
  const torn = {
    keys: () => Promise.resolve([]),
    open: () => Promise.resolve({ match: () => Promise.resolve(new Response('no')) }),
  } as unknown as CacheStorage;

  test.each([
    ['has no caches', undefined],
    ['refuses', refusing],
    ['has no room', full],
    ['gives something else', torn],
  ])('because it %s does for the page, and no wait is without an end', async (_, storage) => {
    const snapshots = visit(storage);
    expect(await snapshots.find('a')).toBeNull();
    snapshots.keep('a', snapshotOf(1));
    expect(snapshots.find('a')).toEqual(snapshotOf(1));
  });

  test('or never answers: after seconds it is as if it had nothing, and is not asked again', async () => {
    vi.useFakeTimers();
    const silent = { keys: () => new Promise<string[]>(() => undefined) } as unknown as CacheStorage;
    const snapshots = visit(silent);
    const found = snapshots.find('a');
    await vi.advanceTimersByTimeAsync(5000);
    expect(await found).toBeNull();
    expect(snapshots.find('b')).toBeNull();
    vi.useRealTimers();
  });
});
