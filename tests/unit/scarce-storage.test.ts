/** A browser that has little room, or lets a page keep nothing: what gives way is set aside or stays, and whoever asks is told. */
import { describe, expect, test } from 'vitest';
import { backupLimits } from '../../src/learn/backups.ts';
import { contentOf, keyOf, nameAndId, type Kind } from '../../src/learn/envelope.ts';
import { createReaderStorage } from '../../src/learn/storage.ts';
import { z } from '../../src/schemas/small.ts';
import { memoryShelf, type MemoryShelf } from '../fixtures/memory-store.ts';

const note: Kind<string> = { name: 'note', schema: z.string(), migrations: [(bare) => bare] };
const other: Kind<string> = { ...note, name: 'other' };
const key = keyOf(note, 'a');
const valueOf = ({ storage }: MemoryShelf): unknown => {
  const found = storage.read(note, 'a');
  return found.kind === 'kept' ? found.value : found.kind;
};
const sizeOf = ({ items }: MemoryShelf): number =>
  [...items].reduce((sum, [name, text]) => sum + name.length + text.length, 0);
const backedUp = ({ storage }: MemoryShelf): unknown[] =>
  storage.backups().map(({ text }) => (JSON.parse(contentOf(text)) as [number, unknown])[1]);

describe('a value in the place of another', () => {
  test('sets that one aside, and tells where', () => {
    const memory = memoryShelf();
    memory.storage.write(note, 'a', 'old', null);
    const replaced = memory.storage.replace(note, 'a', 'new', 'import');
    const [backup] = memory.storage.backups();
    expect(replaced).toMatchObject({ kind: 'written', backup: backup?.key, text: memory.items.get(key) });
    expect(backup).toMatchObject({ why: 'import', name: 'note', id: 'a' });
    expect(valueOf(memory)).toBe('new');
  });

  test('that is the same changes nothing, not even its moment', () => {
    const memory = memoryShelf();
    const written = memory.storage.write(note, 'a', 'old', null);
    expect(memory.storage.replace(note, 'a', 'old', 'reset')).toEqual({ ...written, backup: null });
    expect(memory.storage.backups()).toEqual([]);
  });

  test('leaves everything where it was when there is no room for it', () => {
    const memory = memoryShelf();
    memory.storage.write(note, 'a', 'old', null);
    const before = [...memory.items];
    memory.limit = sizeOf(memory) + 100;
    expect(memory.storage.replace(note, 'a', 'x'.repeat(200), 'reset')).toEqual({ kind: 'full' });
    expect([...memory.items]).toEqual(before);
  });

  test('is nothing once it is taken away', () => {
    const memory = memoryShelf();
    const written = memory.storage.write(note, 'a', 'old', null);
    const seen = written.kind === 'written' ? written.text : null;
    expect(memory.storage.write(note, 'a', null, seen)).toEqual({ kind: 'written', text: null });
    expect(memory.items.size).toBe(0);
  });

  test('of nothing, where nothing lies, is written without a copy', () => {
    const memory = memoryShelf();
    expect(memory.storage.replace(note, 'a', null, 'clear')).toEqual({ kind: 'written', text: null, backup: null });
    expect(memory.items.size).toBe(0);
  });

  test('is written over the same content without one more copy of it', () => {
    const memory = memoryShelf();
    const first = memory.storage.backUp(note, 'a', 'old', 'tab');
    memory.storage.write(note, 'a', 'old', null);
    expect(memory.storage.replace(note, 'a', 'new', 'reset')).toMatchObject({
      backup: first.kind === 'backup' ? first.key : '',
    });
    expect(backedUp(memory)).toEqual(['old']);
  });
});

describe('what was set aside', () => {
  /** `old` was set aside, and `new` lies in its place. */
  function replaced(): { memory: MemoryShelf; backup: string } {
    const memory = memoryShelf();
    memory.storage.write(note, 'a', 'old'.repeat(50), null);
    const result = memory.storage.replace(note, 'a', 'new', 'reset');
    return { memory, backup: (result.kind === 'written' ? result.backup : null) ?? '' };
  }

  test('comes back where two copies do not fit', () => {
    const { memory, backup } = replaced();
    memory.items.delete(key);
    memory.limit = sizeOf(memory);
    expect(memory.storage.restoreBackup(backup)).toMatchObject({ backup: null });
    expect(valueOf(memory)).toBe('old'.repeat(50));
    expect(memory.storage.backups()).toEqual([]);
  });

  test('stays where it is when what lies in its place cannot be set aside', () => {
    const { memory, backup } = replaced();
    memory.limit = sizeOf(memory);
    const before = [...memory.items].sort();
    expect(memory.storage.restoreBackup(backup)).toBeNull();
    expect([...memory.items].sort()).toEqual(before);
  });

  test('comes back over what is dispensable, without a copy, also where there is hardly room', () => {
    for (const room of [Infinity, 0]) {
      const { memory, backup } = replaced();
      memory.limit = sizeOf(memory) + room;
      expect(memory.storage.restoreBackup(backup, memory.items.get(key))).toMatchObject({ backup: null });
      expect(valueOf(memory)).toBe('old'.repeat(50));
      expect(memory.storage.backups()).toEqual([]);
    }
  });

  test('comes back without a copy of the same content', () => {
    const { memory, backup } = replaced();
    memory.elsewhere(key, JSON.stringify({ v: 1, saved: 77, data: 'old'.repeat(50) }));
    expect(memory.storage.restoreBackup(backup)).toMatchObject({ backup: null });
    expect(memory.storage.backups()).toEqual([]);
  });

  test('is told the oldest first, and no more than five hundred are', () => {
    const memory = memoryShelf();
    for (let number = 0; number < backupLimits.count; number += 1) {
      memory.clock = 10_000 - number * 2;
      expect(memory.storage.backUp(note, 'a', String(number), 'tab').kind).toBe('backup');
    }
    expect(backedUp(memory).slice(0, 2)).toEqual(['499', '498']);
    expect(memory.storage.backUp(note, 'a', 'one more', 'tab')).toEqual({ kind: 'full' });
    // The same content needs no more room.
    expect(memory.storage.backUp(note, 'a', '7', 'tab').kind).toBe('backup');
  });

  test('may be as much as the limit says, and no character more', () => {
    const longest = backupLimits.characters - JSON.stringify({ v: 1, saved: 1, data: '' }).length;
    expect(memoryShelf().storage.backUp(note, 'a', 'x'.repeat(longest), 'tab').kind).toBe('backup');
    expect(memoryShelf().storage.backUp(note, 'a', 'x'.repeat(longest + 1), 'tab').kind).toBe('full');
  });

  test('is nothing where no backup has that key', () => {
    const { memory } = replaced();
    for (const name of ['waitlab:aside:7.reset:note:b', key, 'elsewhere'])
      expect(memory.storage.restoreBackup(name)).toBeNull();
    expect(valueOf(memory)).toBe('new');
  });
});

test('what is cleared is of the kinds that were named, and what finds no room stays', () => {
  const memory = memoryShelf({ foreign: 'x' });
  memory.storage.write(note, 'a', 'one', null);
  memory.storage.write(other, 'a', 'two', null);
  expect(memory.storage.clear([note])).toEqual({ cleared: 1, left: 0 });
  expect([...memory.items.keys()].sort()).toEqual(['foreign', 'waitlab:aside:3.clear:note:a', 'waitlab:other:a']);
  memory.storage.write(note, 'big', 'x'.repeat(backupLimits.characters), null);
  expect(memory.storage.clear([note, other])).toEqual({ cleared: 1, left: 1 });
  expect(memory.storage.list(note).map(({ id }) => id)).toEqual(['big']);
});

test('whoever listens to all of a kind hears each of it, and that everything was cleared', () => {
  const memory = memoryShelf();
  const heard: string[] = [];
  const tab = memory.tab();
  tab.watch(note, null, () => heard.push('all'));
  tab.watch(note, 'a', () => heard.push('a'));
  memory.storage.write(note, 'a', '1', null);
  memory.storage.write(note, 'ab', '1', null);
  memory.storage.write(other, 'a', '1', null);
  expect(heard).toEqual(['all', 'a', 'all']);
});

test('what a newer site wrote, or could not be read nor moved, is not written over by an update', () => {
  const newer = memoryShelf({ [key]: JSON.stringify({ v: 9, saved: 1, data: 'x' }) });
  expect(newer.storage.update(note, 'a', () => 'mine')).toEqual({ kind: 'newer' });
  const text = '{'.repeat(200);
  const damaged = memoryShelf({ [key]: text });
  damaged.limit = sizeOf(damaged);
  // It would fit in the place of the other.
  expect(damaged.storage.update(note, 'a', () => 'mine')).toEqual({ kind: 'full' });
  expect(damaged.items.get(key)).toBe(text);
  damaged.limit = Infinity;
  expect(damaged.storage.update(note, 'a', (before) => before ?? 'mine').kind).toBe('written');
});

test('what cannot be read leaves its key however much was set aside', () => {
  const memory = memoryShelf({ [key]: '{ torn' });
  const most = backupLimits.characters - JSON.stringify({ v: 1, saved: 1, data: '' }).length;
  memory.storage.backUp(note, 'b', 'x'.repeat(most), 'tab');
  expect(memory.storage.read(note, 'a')).toMatchObject({ kind: 'damaged', backup: 'waitlab:aside:3.damaged:note:a' });
  expect(memory.storage.read(note, 'a')).toEqual({ kind: 'none' });
});

test('that another tab cleared everything is heard by all', () => {
  let tell: (cleared: null) => void = () => undefined;
  const listen = (heard: (key: string | null) => void): (() => void) => {
    tell = heard;
    return () => undefined;
  };
  let heard = 0;
  createReaderStorage({ store: () => localStorage, listen, now: () => 1 }).watch(note, 'a', () => (heard += 1));
  tell(null);
  expect(heard).toBe(1);
});

test('where the browser keeps nothing every act says so', () => {
  const memory = memoryShelf();
  memory.storage.write(note, 'a', 'old', null);
  memory.storage.backUp(note, 'a', 'older', 'tab');
  const [backup] = memory.storage.backups();
  const before = [...memory.items];
  memory.forbidden = true;
  expect(memory.storage.replace(note, 'a', 'new', 'reset')).toEqual({ kind: 'forbidden' });
  expect(memory.storage.backUp(note, 'a', 'new', 'reset')).toEqual({ kind: 'forbidden' });
  expect(memory.storage.update(note, 'a', () => 'new')).toEqual({ kind: 'forbidden' });
  expect(memory.storage.clear([note])).toEqual({ cleared: 0, left: 0 });
  expect(memory.storage.restoreBackup(backup?.key ?? '')).toBeNull();
  memory.storage.discard(backup?.key ?? '');
  expect([...memory.items]).toEqual(before);
});

describe('an envelope', () => {
  test('holds a colon in an id, and may have none', () => {
    expect([nameAndId('a:b:c'), nameAndId('a:'), nameAndId('a')]).toEqual([
      { name: 'a', id: 'b:c' },
      { name: 'a', id: '' },
      { name: 'a', id: '' },
    ]);
  });

  test('without a version that can be one is damaged; with a moment that cannot be one it is read', () => {
    const read = (envelope: object) => memoryShelf({ [key]: JSON.stringify(envelope) }).storage.read(note, 'a');
    for (const v of ['1', 0.5, -1, null]) expect(read({ v, saved: 1, data: 'x' }).kind).toBe('damaged');
    expect(read({ v: 0, saved: 1, data: 'x' })).toMatchObject({ kind: 'kept', value: 'x', saved: 1 });
    for (const saved of [-1, 1e300, 'x']) expect(read({ v: 1, saved, data: 'x' })).toMatchObject({ saved: 0 });
    // Data of a version before envelopes may have one of their keys.
    expect(read({ v: 1 }).kind).toBe('damaged');
  });
});
