import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from '../../src/schemas/small.ts';
import { backupLimits } from '../../src/learn/backups.ts';
import { freshDraft } from '../../src/lab/draft.ts';
import { draftKind } from '../../src/learn/draft-kind.ts';
import { keyOf, type Kind } from '../../src/learn/envelope.ts';
import { memoryShelf } from '../fixtures/memory-store.ts';

/** Once a bare number, then a count, now a count with a unit. */
const count: Kind<{ count: number; unit: string }> = {
  name: 'count',
  schema: z.strictObject({ count: z.number(), unit: z.string() }),
  migrations: [(bare) => ({ count: bare }), (old) => ({ ...(old as object), unit: 'pieces' })],
};
const key = keyOf(count, 'a');
const three = { count: 3, unit: 'boxes' };

describe('a thing', () => {
  test('is read as it was written, whatever its id', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer(), fc.string(), (id, number, unit) => {
        const { storage } = memoryShelf();
        const written = storage.write(count, id, { count: number, unit }, null);
        expect(storage.read(count, id)).toMatchObject({ kind: 'kept', value: { count: number, unit } });
        expect(storage.list(count)).toMatchObject([{ id, value: { count: number, unit } }]);
        storage.write(count, id, null, written.kind === 'written' ? written.text : null);
        expect(storage.read(count, id)).toEqual({ kind: 'none' });
      }),
    );
  });

  test('of an older version is brought up, from before envelopes too', () => {
    const { storage } = memoryShelf({
      [key]: '7',
      [keyOf(count, 'b')]: JSON.stringify({ v: 1, saved: 5, data: { count: 8 } }),
    });
    expect(storage.read(count, 'a')).toMatchObject({ value: { count: 7, unit: 'pieces' }, saved: 0 });
    expect(storage.read(count, 'b')).toMatchObject({ value: { count: 8, unit: 'pieces' }, saved: 5 });
  });

  test('of a newer site is left alone', () => {
    const newer = JSON.stringify({ v: 3, saved: 1, data: 'unheard of' });
    const { storage, items } = memoryShelf({ [key]: newer });
    expect(storage.read(count, 'a')).toEqual({ kind: 'newer' });
    expect(storage.write(count, 'a', three, null)).toEqual({ kind: 'newer' });
    expect(items.get(key)).toBe(newer);
  });
});

describe('what cannot be read', () => {
  test('is set aside as it was, whatever it is, and the key is free', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        fc.pre(Number.isNaN(Number(text)) || text.trim() === '');
        const { storage } = memoryShelf({ [key]: text });
        const found = storage.read(count, 'a');
        expect(found).toMatchObject({ kind: 'damaged' });
        expect(storage.backups()).toMatchObject([{ name: 'count', id: 'a', text }]);
        expect(storage.read(count, 'a')).toEqual({ kind: 'none' });
        expect(storage.write(count, 'a', three, null)).toMatchObject({ kind: 'written' });
        for (const { key } of storage.backups()) storage.discard(key);
        expect(storage.backups()).toEqual([]);
      }),
    );
  });

  test('is neither lost nor written over where there is no room to move it', () => {
    const memory = memoryShelf({ [key]: '{ torn' });
    memory.limit = key.length + '{ torn'.length;
    expect(memory.storage.read(count, 'a')).toEqual({ kind: 'damaged', backup: key });
    expect(memory.storage.write(count, 'a', three, null)).toEqual({ kind: 'full' });
    expect(memory.items.get(key)).toBe('{ torn');
  });

  test('can be deleted, and nothing else by the same way', () => {
    const { storage, items } = memoryShelf();
    storage.write(count, 'a', three, null);
    storage.discard(key);
    expect(items.has(key)).toBe(true);
  });
});

describe('what gives way', () => {
  const pieces = (count: number) => ({ count, unit: 'pieces' });

  test('is set aside under a key of its own, however short the time between two', () => {
    const memory = memoryShelf();
    memory.step = 0;
    for (const number of [1, 2, 3]) memory.storage.replace(count, 'a', pieces(number), 'reset');
    memory.storage.replace(count, 'a', null, 'reset');
    expect(memory.storage.backups().map(({ text }) => text)).toHaveLength(3);
    expect(memory.storage.backups()).toMatchObject([{ why: 'reset' }, { why: 'reset' }, { why: 'reset' }]);
  });

  test('is set aside once, however often it gives way', () => {
    const { storage } = memoryShelf();
    for (let time = 0; time < 3; time += 1) {
      storage.replace(count, 'a', three, 'reset');
      storage.backUp(count, 'a', three, 'tab');
      storage.replace(count, 'a', null, 'clear');
    }
    expect(storage.backups()).toHaveLength(1);
  });

  test('stays where too much has been set aside already, and nothing of that goes for it', () => {
    const { storage } = memoryShelf();
    const big = (number: number) => ({ count: number, unit: 'x'.repeat(backupLimits.characters / 4) });
    const results = [1, 2, 3, 4, 5].map((number) => storage.backUp(count, 'a', big(number), 'reset').kind);
    expect(results).toEqual(['backup', 'backup', 'backup', 'full', 'full']);
    storage.write(count, 'a', big(6), null);
    expect(storage.replace(count, 'a', null, 'reset')).toEqual({ kind: 'full' });
    expect(storage.read(count, 'a')).toMatchObject({ kind: 'kept' });
    expect(storage.backups()).toHaveLength(3);
  });

  test('comes back, and what lay in its place is set aside in turn', () => {
    const { storage } = memoryShelf();
    storage.replace(count, 'a', three, 'reset');
    const replaced = storage.replace(count, 'a', pieces(4), 'reset');
    const backup = replaced.kind === 'written' ? (replaced.backup ?? '') : '';
    expect(storage.restoreBackup(backup)?.text).toContain('boxes');
    expect(storage.read(count, 'a')).toMatchObject({ value: three });
    expect(storage.backups()).toMatchObject([{ why: 'back', text: expect.stringContaining('pieces') as string }]);
    expect(storage.restoreBackup(backup)).toBeNull();
  });

  test('all at once has one moment', () => {
    const { storage } = memoryShelf();
    storage.write(count, 'a', three, null);
    storage.write(count, 'b', three, null);
    expect(storage.clear([count])).toEqual({ cleared: 2, left: 0 });
    const [one, other] = storage.backups();
    expect(one).toMatchObject({ why: 'clear', at: other?.at });
    expect(storage.list(count)).toEqual([]);
  });

  test('is told from what others keep under the same prefix, and a moment beyond all calendars is none', () => {
    const far = '9'.repeat(400);
    const { storage } = memoryShelf({
      [`waitlab:aside:${far}:count:a`]: 'x',
      'waitlab:aside:12:count:b:c': 'y',
      'waitlab:asides': 'z',
    });
    expect(storage.backups()).toMatchObject([
      { at: 0, why: null, name: 'count', id: 'a' },
      { at: 12, why: null, name: 'count', id: 'b:c' },
    ]);
  });
});

test('what could not be read again is not written', () => {
  const { storage } = memoryShelf();
  expect(storage.write(count, 'a', { count: NaN, unit: 'x' }, null)).toEqual({ kind: 'full' });
  expect(storage.replace(count, 'a', { count: Infinity, unit: 'x' }, 'import')).toEqual({ kind: 'full' });
  expect(storage.read(count, 'a')).toEqual({ kind: 'none' });
});

describe('a browser that keeps nothing', () => {
  test('full: told, and what lay there stays', () => {
    const memory = memoryShelf();
    const before = memory.storage.write(count, 'a', three, null);
    const seen = before.kind === 'written' ? before.text : null;
    memory.limit = 70;
    expect(memory.storage.write(count, 'a', { count: 4, unit: 'x'.repeat(100) }, seen)).toEqual({ kind: 'full' });
    expect(memory.storage.read(count, 'a')).toMatchObject({ value: three });
  });

  test('forbidden: told', () => {
    const memory = memoryShelf();
    memory.forbidden = true;
    expect(memory.storage.read(count, 'a')).toEqual({ kind: 'forbidden' });
    expect(memory.storage.write(count, 'a', three, null)).toEqual({ kind: 'forbidden' });
    expect(memory.storage.list(count)).toEqual([]);
    expect(memory.storage.backups()).toEqual([]);
  });
});

describe('another tab', () => {
  test('is heard, and not written over by who saw less', () => {
    const { storage, elsewhere } = memoryShelf();
    const first = storage.write(count, 'a', three, null);
    let heard = 0;
    const stop = storage.watch(count, 'a', () => (heard += 1));
    elsewhere(key, JSON.stringify({ v: 2, saved: 9, data: { count: 9, unit: 'crates' } }));
    expect(heard).toBe(1);
    const seen = first.kind === 'written' ? first.text : null;
    expect(storage.write(count, 'a', three, seen)).toEqual({ kind: 'changed' });
    const now = storage.read(count, 'a');
    expect(storage.write(count, 'a', three, now.kind === 'kept' ? now.text : null)).toMatchObject({ kind: 'written' });
    stop();
    elsewhere(key, '1');
    expect(heard).toBe(1);
  });

  test('adds to the same thing', () => {
    const { storage, elsewhere } = memoryShelf();
    const more = () =>
      storage.update(count, 'a', (before) => ({ count: (before?.count ?? 0) + 1, unit: before?.unit ?? 'boxes' }));
    more();
    elsewhere(key, JSON.stringify({ v: 2, saved: 9, data: { count: 9, unit: 'crates' } }));
    more();
    expect(storage.read(count, 'a')).toMatchObject({ value: { count: 10, unit: 'crates' } });
  });
});

test('a draft from before versions is taken up', () => {
  const draft = { ...freshDraft, change: 'async' };
  const { storage } = memoryShelf({ 'waitlab:lab:event-loop': JSON.stringify(draft) });
  expect(storage.read(draftKind, 'event-loop')).toMatchObject({ kind: 'kept', value: draft });
});
