/** A lab's draft where there is no room, where the browser keeps nothing, and where another tab or a deleted copy gets in the way. */
import { describe, expect, test } from 'vitest';
import { freshDraft, withCommand, type Draft } from '../../src/lab/draft.ts';
import { draftKind, linkedKind } from '../../src/learn/draft-kind.ts';
import { draftsOf, type Acted, type Drafts } from '../../src/learn/drafts.ts';
import { keyOf } from '../../src/learn/envelope.ts';
import { labSource as source } from '../fixtures/lab-store.ts';
import { memoryShelf, type MemoryShelf } from '../fixtures/memory-store.ts';

const draft = (command: string): Draft => withCommand(source, freshDraft, 'django', command);
const [mine, linked, other] = [draft('mine'), draft('linked'), draft('other')];
const [ownKey, linkedKey] = [keyOf(draftKind, source.name), keyOf(linkedKind, source.name)];

function begin(memory = memoryShelf()): { memory: MemoryShelf; drafts: Drafts } {
  const drafts = draftsOf(memory.storage, source.name);
  drafts.restore();
  return { memory, drafts };
}

const shown = (acted: Acted): Draft | 'refused' => (acted.kind === 'shown' ? acted.shown.draft : 'refused');
const kept = (acted: Acted): string => (acted.kind === 'shown' ? acted.shown.kept : 'refused');
const own = ({ storage }: MemoryShelf): unknown => {
  const found = storage.read(draftKind, source.name);
  return found.kind === 'kept' ? found.value : found.kind;
};
const backups = ({ storage }: MemoryShelf): string[] =>
  storage.backups().map(({ why, name }) => `${String(why)} ${name}`);
/** Leaves room for so many characters. */
const fill = (memory: MemoryShelf, room = 0): void => {
  memory.limit = [...memory.items].reduce((sum, [key, text]) => sum + key.length + text.length, room);
};
const big = draft('x'.repeat(500));

describe('without any room', () => {
  test.each<[string, (drafts: Drafts) => Acted]>([
    ['a link over what was made of another', (drafts) => drafts.open(other)],
    ['a side set back', (drafts) => drafts.asLinked()],
  ])('%s is refused, and nothing changes', (_, act) => {
    const { memory, drafts } = begin();
    drafts.open(linked);
    drafts.keep(draft('made of it'));
    // What was on the screen is not what lies there, so it could not be moved.
    memory.elsewhere(linkedKey, memory.items.get(linkedKey)?.replace('made of it', 'elsewhere') ?? '');
    // What lies there could be moved.
    fill(memory, 60);
    const before = [...memory.items];
    expect(act(drafts)).toEqual({ kind: 'refused' });
    expect([...memory.items]).toEqual(before);
  });

  test('what lies where it belongs is moved, for a second copy finds no room', () => {
    const { memory, drafts } = begin();
    drafts.keep(mine);
    fill(memory, 60);
    const acted = drafts.replace(freshDraft, 'reset');
    expect(acted).toMatchObject({ kind: 'shown', shown: { draft: freshDraft, undo: { why: 'reset', draft: mine } } });
    expect([own(memory), backups(memory)]).toEqual(['none', ['reset lab']]);
    expect(shown(drafts.undo())).toEqual(mine);
    expect([own(memory), backups(memory)]).toEqual([mine, []]);
  });

  test('what gave way cannot come back over what would be lost, and stays on offer', () => {
    const { memory, drafts } = begin();
    drafts.keep(mine);
    drafts.replace(other, 'reset');
    fill(memory);
    expect(drafts.undo()).toEqual({ kind: 'refused' });
    expect(own(memory)).toEqual(other);
    memory.limit = Infinity;
    expect(shown(drafts.undo())).toEqual(mine);
    expect(shown(drafts.undo())).toEqual(other);
  });
});

describe('what found no room', () => {
  test.each<[string, (drafts: Drafts) => Acted]>([
    ['to being set back', (drafts) => drafts.replace(freshDraft, 'reset')],
    ['to a link', (drafts) => drafts.open(linked)],
    ['to what another tab has', (drafts) => drafts.loadRemote()],
  ])('gives no way %s', (_, act) => {
    const { memory, drafts } = begin();
    drafts.keep(mine);
    fill(memory, 60);
    expect(drafts.keep(big).kept).toBe('full');
    expect(act(drafts)).toEqual({ kind: 'refused' });
    expect([own(memory), backups(memory)]).toEqual([mine, []]);
    memory.limit = Infinity;
    expect(drafts.keep(big).kept).toBe('written');
  });

  test('of a link’s code is not left for the reader’s own, nor made it', () => {
    const { memory, drafts } = begin();
    drafts.keep(mine);
    drafts.open(linked);
    fill(memory);
    for (const act of [drafts.discardShared, drafts.saveShared]) expect(act()).toEqual({ kind: 'refused' });
    expect(drafts.keep(big).kept).toBe('full');
    fill(memory, 60);
    expect(drafts.discardShared()).toEqual({ kind: 'refused' });
    expect(own(memory)).toEqual(mine);
  });

  test('is not put over what another tab has', () => {
    const { memory, drafts } = begin();
    drafts.keep(mine);
    memory.elsewhere(ownKey, JSON.stringify({ v: 1, saved: 9, data: other }));
    fill(memory);
    expect(drafts.overwrite()).toEqual({ kind: 'refused' });
    expect(own(memory)).toEqual(other);
  });
});

describe('where the browser keeps nothing', () => {
  test('a page that only reads is not told', () => {
    const memory = memoryShelf();
    memory.forbidden = true;
    expect(draftsOf(memory.storage, source.name).restore()).toMatchObject({ draft: freshDraft, kept: 'written' });
  });

  test('a link is shown, and its code cannot become the reader’s own', () => {
    const { memory, drafts } = begin();
    memory.forbidden = true;
    expect(drafts.open(linked)).toMatchObject({ shown: { draft: linked, linked: true, kept: 'forbidden' } });
    expect(drafts.saveShared()).toMatchObject({ shown: { draft: linked, linked: true, kept: 'forbidden' } });
    expect(drafts.discardShared()).toMatchObject({ shown: { draft: freshDraft, linked: false } });
  });

  test('nothing is taken from another tab, nor put in its place', () => {
    const { memory, drafts } = begin();
    drafts.keep(mine);
    memory.forbidden = true;
    for (const act of [drafts.loadRemote, drafts.overwrite])
      expect(act()).toMatchObject({ shown: { draft: mine, kept: 'forbidden' } });
    memory.forbidden = false;
    expect(kept(drafts.overwrite())).toBe('written');
  });

  test('what was on the screen can be had back from beside a link, and a link from beside it', () => {
    const memory = memoryShelf();
    memory.forbidden = true;
    const { drafts } = begin(memory);
    drafts.keep(mine);
    expect(drafts.open(linked)).toMatchObject({ shown: { undo: { why: 'link', draft: mine, linked: null } } });
    expect(drafts.undo()).toMatchObject({ shown: { draft: mine, linked: false } });
    drafts.open(linked);
    drafts.keep(draft('made of it'));
    expect(drafts.discardShared()).toMatchObject({ shown: { draft: freshDraft, linked: false, undo: { why: 'own' } } });
    memory.forbidden = false;
    const back = drafts.undo();
    expect(back).toMatchObject({ shown: { draft: draft('made of it'), linked: true, kept: 'written' } });
    const later = draftsOf(memory.storage, source.name).restore();
    expect(later).toMatchObject({ draft: draft('made of it'), linked: true });
  });

  test('what lies there from before is set aside too, before anything is written over it', () => {
    const { memory, drafts } = begin();
    drafts.keep(mine);
    memory.forbidden = true;
    drafts.keep(other);
    drafts.replace(freshDraft, 'reset');
    memory.forbidden = false;
    expect(drafts.keep(linked).kept).toBe('written');
    expect(own(memory)).toEqual(linked);
    expect(memory.storage.backups().map(({ text }) => /other|mine/.exec(text)?.[0])).toEqual(['other', 'mine']);
  });

  test('any more, what gave way before comes back, and what is on the screen then is set aside as soon as it can be', () => {
    const { memory, drafts } = begin();
    drafts.keep(mine);
    drafts.replace(other, 'reset');
    memory.forbidden = true;
    expect(drafts.undo()).toMatchObject({
      shown: { draft: mine, kept: 'forbidden', undo: { why: 'back', draft: other, backup: null } },
    });
    memory.forbidden = false;
    expect(drafts.keep(linked)).toMatchObject({ kept: 'written', undo: null });
    const texts = memory.storage.backups().map(({ text }) => /other|mine/.exec(text)?.[0]);
    expect([own(memory), texts]).toEqual([linked, ['mine', 'other']]);
  });

  test('any more, a link’s code comes back beside the reader’s own', () => {
    const { memory, drafts } = begin();
    drafts.keep(mine);
    drafts.open(linked);
    drafts.keep(draft('made of it'));
    drafts.discardShared();
    memory.forbidden = true;
    expect(drafts.undo()).toMatchObject({
      shown: { draft: draft('made of it'), linked: true, kept: 'forbidden', undo: null },
    });
    memory.forbidden = false;
    expect(drafts.keep(draft('made of it, more'))).toMatchObject({ linked: true, kept: 'written' });
    expect(own(memory)).toEqual(mine);
  });

  test('nothing is put over what another tab has written meanwhile', () => {
    const { memory, drafts } = begin();
    drafts.keep(mine);
    memory.forbidden = true;
    drafts.replace(freshDraft, 'reset');
    memory.forbidden = false;
    memory.elsewhere(ownKey, JSON.stringify({ v: 1, saved: 9, data: other }));
    expect(drafts.keep(linked).kept).toBe('changed');
    expect([own(memory), backups(memory)]).toEqual([other, ['reset lab']]);
  });

  test('what came back is no longer set aside, and what it came over is', () => {
    const memory = memoryShelf();
    memory.forbidden = true;
    const { drafts } = begin(memory);
    drafts.keep(mine);
    drafts.replace(other, 'reset');
    drafts.undo();
    memory.forbidden = false;
    drafts.keep(draft('mine and more'));
    expect(memory.storage.backups().map(({ text }) => /other|mine/.exec(text)?.[0])).toEqual(['other']);
  });

  test('what gave way comes back all the same', () => {
    const memory = memoryShelf();
    memory.forbidden = true;
    const { drafts } = begin(memory);
    drafts.keep(mine);
    drafts.replace(other, 'reset');
    expect(drafts.undo()).toMatchObject({ shown: { draft: mine, kept: 'forbidden', undo: { draft: other } } });
    memory.forbidden = false;
    expect(drafts.undo()).toMatchObject({ shown: { draft: other, kept: 'written' } });
    expect(own(memory)).toEqual(other);
  });
});

describe('what gave way', () => {
  test('is not taken for another that lies under its key since it was deleted', () => {
    const { memory, drafts } = begin();
    memory.step = 0;
    drafts.keep(mine);
    drafts.replace(other, 'reset');
    for (const { key } of memory.storage.backups()) memory.storage.discard(key);
    memory.storage.backUp(draftKind, source.name, big, 'reset');
    expect(drafts.undo()).toMatchObject({ shown: { draft: other, undo: null } });
    expect([own(memory), backups(memory)]).toEqual([other, ['reset lab']]);
  });

  test('is offered no more once it was deleted', () => {
    const { memory, drafts } = begin();
    drafts.keep(mine);
    drafts.replace(other, 'reset');
    for (const { key } of memory.storage.backups()) memory.storage.discard(key);
    expect(drafts.undo()).toMatchObject({ shown: { draft: other, undo: null } });
    expect(own(memory)).toEqual(other);
  });

  test('is nothing where nothing did', () => {
    const { drafts } = begin();
    expect(drafts.undo()).toMatchObject({ shown: { draft: freshDraft, undo: null } });
    expect(shown(drafts.asLinked())).toEqual(freshDraft);
    for (const act of [drafts.discardShared, drafts.saveShared]) expect(shown(act())).toEqual(freshDraft);
  });

  test('is nothing of the reader’s own where no link is open', () => {
    const { memory, drafts } = begin();
    drafts.keep(mine);
    const tab = draftsOf(memory.tab(), source.name);
    tab.restore();
    tab.open(linked);
    for (const act of [drafts.discardShared, drafts.saveShared]) expect(shown(act())).toEqual(mine);
    expect([own(memory), backups(memory), memory.items.has(linkedKey)]).toEqual([mine, [], true]);
  });

  test('last is what is offered after a reload', () => {
    const { memory, drafts } = begin();
    for (const one of [mine, other]) {
      drafts.keep(one);
      drafts.replace(freshDraft, 'reset');
    }
    memory.storage.backUp(draftKind, 'another lab', linked, 'reset');
    const { undo } = draftsOf(memory.storage, source.name).restore();
    expect(undo).toMatchObject({ why: 'reset', draft: other });
  });

  test('is set aside by the name of what it gave way to', () => {
    const { memory, drafts } = begin();
    drafts.keep(mine);
    drafts.replace(freshDraft, 'change');
    drafts.keep(other);
    drafts.open(linked);
    drafts.keep(draft('made of it'));
    drafts.discardShared();
    expect(backups(memory)).toEqual(['change lab', 'own linked']);
    drafts.open(linked);
    drafts.saveShared();
    expect(backups(memory)).toEqual(['change lab', 'own linked', 'adopt lab']);
    expect(own(memory)).toEqual(linked);
    expect(memory.items.has(linkedKey)).toBe(false);
  });
});

describe('another tab', () => {
  test('may have made more of the same link: that is set aside when the link’s code becomes the reader’s own', () => {
    const { memory, drafts } = begin();
    drafts.open(linked);
    const tab = draftsOf(memory.tab(), source.name);
    tab.restore();
    tab.keep(draft('theirs'));
    drafts.saveShared();
    expect(own(memory)).toEqual(linked);
    expect(backups(memory)).toEqual(['adopt linked']);
  });

  test('is heard where it writes something else, until nobody listens', () => {
    const { memory, drafts } = begin();
    drafts.keep(mine);
    let heard = 0;
    const stop = drafts.watch(() => (heard += 1));
    memory.elsewhere(ownKey, memory.items.get(ownKey) ?? '');
    memory.elsewhere(keyOf(draftKind, 'another lab'), '1');
    expect(heard).toBe(0);
    memory.elsewhere(ownKey, JSON.stringify({ v: 1, saved: 1, data: other }));
    expect(heard).toBe(1);
    stop();
    memory.elsewhere(ownKey, JSON.stringify({ v: 1, saved: 2, data: mine }));
    expect(heard).toBe(1);
  });

  test('may have made more of a link, which is taken over as what it is', () => {
    const { memory, drafts } = begin();
    drafts.open(linked);
    const tab = draftsOf(memory.tab(), source.name);
    tab.restore();
    tab.keep(draft('theirs'));
    expect(drafts.loadRemote()).toMatchObject({ shown: { draft: draft('theirs'), linked: true, touched: true } });
  });

  test('may put back what was seen here: who wrote nothing then still has to choose', () => {
    const { memory, drafts } = begin();
    drafts.keep(mine);
    const seen = memory.items.get(ownKey) ?? '';
    memory.elsewhere(ownKey, JSON.stringify({ v: 1, saved: 9, data: other }));
    expect(drafts.keep(linked).kept).toBe('changed');
    memory.elsewhere(ownKey, seen);
    expect(drafts.keep(linked).kept).toBe('changed');
  });

  test('may have cleared everything: its nothing is taken over, and what was here can be had back', () => {
    const { memory, drafts } = begin();
    drafts.keep(mine);
    memory.items.delete(ownKey);
    expect(drafts.loadRemote()).toMatchObject({ shown: { draft: freshDraft, undo: { why: 'tab', draft: mine } } });
    expect(shown(drafts.undo())).toEqual(mine);
    expect(own(memory)).toEqual(mine);
  });

  test('of a newer site has written: that stays, and is told', () => {
    const { memory, drafts } = begin();
    drafts.keep(mine);
    const newer = JSON.stringify({ v: 9, saved: 1, data: 'unheard of' });
    memory.elsewhere(ownKey, newer);
    expect(drafts.loadRemote()).toMatchObject({ shown: { draft: mine, kept: 'newer' } });
    expect(drafts.keep(other).kept).toBe('newer');
    expect(memory.items.get(ownKey)).toBe(newer);
    expect(draftsOf(memory.storage, source.name).restore().kept).toBe('newer');
  });

  test('gives way to what is on the screen here, and can be had back', () => {
    const { memory, drafts } = begin();
    drafts.keep(mine);
    memory.elsewhere(ownKey, JSON.stringify({ v: 1, saved: 9, data: other }));
    expect(drafts.overwrite()).toMatchObject({ shown: { draft: mine, kept: 'written', undo: { why: 'insist' } } });
    expect(shown(drafts.undo())).toEqual(other);
  });
});

test('a link that cannot be read is told, with the place where it lies now, and the reader’s own is shown', () => {
  const memory = memoryShelf({ [linkedKey]: '{ torn' });
  memory.storage.write(draftKind, source.name, mine, null);
  const found = draftsOf(memory.storage, source.name).restore();
  expect(found).toMatchObject({ draft: mine, linked: false });
  expect(found.damaged).toBe(memory.storage.backups()[0]?.key);
});

test('a link from before its start was noted is taken up as somebody’s work', () => {
  const memory = memoryShelf({ [linkedKey]: JSON.stringify({ v: 1, saved: 1, data: linked }) });
  const drafts = draftsOf(memory.storage, source.name);
  expect(drafts.restore()).toMatchObject({ draft: linked, linked: true, touched: false });
  expect(shown(drafts.open(other))).toEqual(other);
  expect(backups(memory)).toEqual(['link linked']);
});
