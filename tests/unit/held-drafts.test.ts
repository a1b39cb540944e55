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
