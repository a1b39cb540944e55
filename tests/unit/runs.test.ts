import 'fake-indexeddb/auto';
import { IDBFactory, IDBObjectStore } from 'fake-indexeddb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { mostRuns, runs, type NewRun } from '../../src/learn/runs.ts';
import { fastapi, loaded } from '../fixtures/first-run.ts';

beforeEach(() => {
  indexedDB = new IDBFactory();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const made = (at: number, more: Partial<NewRun> = {}): NewRun => ({
  lab: 'first-run',
  key: String(at),
  at,
  change: null,
  edited: true,
  loaded,
  outcomes: { fastapi: { kind: 'ran', side: fastapi } },
  ...more,
});
const times = async (lab?: string) => (await runs.list(lab)).map(({ at }) => at);

test('a run comes back whole, the newest first, by lab', async () => {
  await runs.keep(made(1));
  await runs.keep(made(2));
  await runs.keep(made(3, { lab: 'cpu' }));
  expect(await times('first-run')).toEqual([2, 1]);
  expect(await times()).toEqual([3, 2, 1]);
  const [head] = await runs.list('first-run');
  expect(await runs.get(head?.id ?? 0)).toEqual({ loaded, outcomes: made(2).outcomes });
  await runs.remove(head?.id ?? 0);
  expect(await runs.get(head?.id ?? 0)).toBeNull();
  expect(await times('first-run')).toEqual([1]);
});

test('the oldest give way, and the same run twice is one', async () => {
  for (let at = 1; at <= mostRuns; at += 1) expect(await runs.keep(made(at))).toEqual({ kind: 'kept', dropped: 0 });
  expect(await runs.keep(made(50, { key: '2' }))).toEqual({ kind: 'kept', dropped: 0 });
  expect(await runs.keep(made(51))).toEqual({ kind: 'kept', dropped: 1 });
  expect(await times('first-run')).toEqual([51, 50, 8, 7, 6, 5, 4, 3]);
});

test('a run from elsewhere takes no place of the reader’s own', async () => {
  for (let at = 1; at < mostRuns; at += 1) await runs.keep(made(at));
  expect(await runs.add(made(70))).toEqual({ kind: 'kept', dropped: 0 });
  expect(await runs.add(made(71))).toEqual({ kind: 'full' });
  expect(await runs.add(made(72, { key: '1' }))).toEqual({ kind: 'kept', dropped: 0 });
  expect(await times('first-run')).toEqual([70, 7, 6, 5, 4, 3, 2, 1]);
});

test('where there is no room, older runs of the lab make some; else it is told', async () => {
  for (let at = 1; at <= 4; at += 1) await runs.keep(made(at));
  const add = vi.spyOn(IDBObjectStore.prototype, 'add');
  const refuse = () => {
    throw new DOMException('full', 'QuotaExceededError');
  };
  add.mockImplementationOnce(refuse).mockImplementationOnce(refuse);
  expect(await runs.keep(made(9))).toEqual({ kind: 'kept', dropped: 3 });
  expect(await times()).toEqual([9, 4]);
  add.mockImplementation(refuse);
  expect(await runs.keep(made(10))).toEqual({ kind: 'full' });
  expect(await times()).toEqual([9, 4]);
});

test('a browser without a database keeps nothing, and says so', async () => {
  Reflect.set(globalThis, 'indexedDB', undefined);
  expect(await runs.keep(made(1))).toEqual({ kind: 'forbidden' });
  expect(await runs.list()).toEqual([]);
  expect(await runs.get(1)).toBeNull();
});
