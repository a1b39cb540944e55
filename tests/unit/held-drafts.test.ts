/** A lab's draft inside a session: a link that is opened there brings somebody else's code. */
import { expect, test } from 'vitest';
import { asOwn, freshDraft, originOf, type Draft } from '../../src/lab/draft.ts';
import { heldSchema } from '../../src/learn/draft-kind.ts';
import { heldDrafts } from '../../src/learn/held-drafts.ts';
import { memoryShelf } from '../fixtures/memory-store.ts';

const edited = (text: string): Draft => ({
  change: null,
  edits: { ...freshDraft.edits, files: { fastapi: { 'main.py': text } } },
});

test('code of a link says whose it is, also after a reload, until it is made the reader’s own', () => {
  const written: Draft[] = [];
  const { storage } = memoryShelf();
  const drafts = heldDrafts(edited('mine'), (draft) => written.push(draft), storage, 'event-loop');
  const acted = drafts.open(edited('theirs'));
  if (acted.kind !== 'shown') throw new Error('refused');
  expect(originOf(acted.shown.draft, acted.shown.linked)).toBe('link');
  const reloaded = heldSchema.parse(JSON.parse(JSON.stringify(written.at(-1)))) as Draft;
  expect(originOf(reloaded, false)).toBe('link');
  drafts.keep(asOwn(reloaded));
  expect(originOf(written.at(-1) ?? freshDraft, false)).toBe('own');
  // What gave way to it is not lost.
  expect(storage.backups().map(({ text }) => text)).toEqual([expect.stringContaining('mine')]);
});

test('what gives way can be had back, and is refused to go where there is no room to set it aside', () => {
  const memory = memoryShelf();
  const written: Draft[] = [];
  const drafts = heldDrafts(edited('mine'), (draft) => written.push(draft), memory.storage, 'event-loop');
  memory.limit = 10;
  expect(drafts.replace(freshDraft, 'reset')).toEqual({ kind: 'refused' });
  expect([drafts.restore().draft, written]).toEqual([edited('mine'), []]);
  memory.limit = Infinity;
  drafts.replace(freshDraft, 'reset');
  expect(memory.storage.backups()).toMatchObject([{ why: 'reset', name: 'lab', id: 'event-loop' }]);
  expect(drafts.restore()).toMatchObject({ draft: freshDraft, damaged: null, undo: { why: 'reset', linked: null } });
  // Nothing of the lab as written is lost.
  expect(drafts.undo()).toMatchObject({ kind: 'shown', shown: { draft: edited('mine'), undo: null } });
  expect(drafts.undo()).toMatchObject({ kind: 'shown', shown: { draft: edited('mine') } });
  memory.forbidden = true;
  expect(drafts.replace(freshDraft, 'reset')).toMatchObject({ shown: { undo: { backup: null } } });
  drafts.keep(edited('typed'));
  expect(drafts.restore().undo).toBeNull();
});

test('other tabs and links do not reach it', () => {
  const drafts = heldDrafts(edited('mine'), () => undefined, memoryShelf().storage, 'event-loop');
  const acts = [drafts.asLinked, drafts.discardShared, drafts.saveShared, drafts.loadRemote, drafts.overwrite];
  const shown = { draft: edited('mine'), linked: false, touched: false, kept: 'written', undo: null };
  for (const act of acts) expect(act()).toEqual({ kind: 'shown', shown });
});
