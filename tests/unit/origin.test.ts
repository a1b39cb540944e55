/** Where code is from goes with it, through every edit and reload, until the reader makes it their own. */
import { atom } from 'nanostores';
import { describe, expect, test } from 'vitest';
import { freshDraft, originOf, resetSide, withChoice, withCommand, withFile } from '../../src/lab/draft.ts';
import { createLabStore } from '../../src/workbench/lab-store.ts';
import { outcomesOf } from '../../src/lab/result.ts';
import { applyImport, exported, planImport } from '../../src/learn/archive.ts';
import { arrivingKinds } from '../../src/learn/arriving.ts';
import { draftKind } from '../../src/learn/draft-kind.ts';
import { draftsOf } from '../../src/learn/drafts.ts';
import { kinds } from '../../src/learn/kinds.ts';
import { readLink, writeLink } from '../../src/learn/link.ts';
import { fastapi, loaded } from '../fixtures/first-run.ts';
import { memoryShelf } from '../fixtures/memory-store.ts';

const source = { ...loaded, page: { question: { en: '', 'zh-cn': '' }, open: {}, changes: [] }, overlays: {} };
const edited = withCommand(source, freshDraft, 'fastapi', 'uvicorn evil:app');

/** A browser into which a file with these edits was imported. */
function imported(draft = edited) {
  const there = memoryShelf();
  there.storage.write(draftKind, source.name, draft, null);
  const file = JSON.stringify(exported(there.storage, kinds, [], new Date(0)));
  const here = memoryShelf();
  const plan = planImport(here.storage, arrivingKinds, file);
  if (plan.kind !== 'plan') throw new Error(plan.reason);
  applyImport(here.storage, plan, () => 'theirs');
  return { ...here, file };
}

function storeOn({ storage }: ReturnType<typeof memoryShelf>) {
  const store = createLabStore({
    source,
    client: { state: atom({ kind: 'idle' }) } as never,
    recorded: outcomesOf({ sides: { fastapi } }),
    loadRecording: () => Promise.reject(new Error('none')),
    drafts: draftsOf(storage, source.name),
    ran: () => undefined,
    now: () => 0,
  });
  store.restore();
  const origin = () => originOf(store.view.get().draft, store.view.get().linked);
  return { store, origin };
}

describe('edits from a file', () => {
  test('are somebody else’s, also after more edits and a reload', () => {
    const browser = imported();
    const { store, origin } = storeOn(browser);
    expect(store.view.get().draft.edits).toEqual(edited.edits);
    expect(origin()).toBe('import');
    store.edit((draft) => withFile(source, draft, 'fastapi', 'main.py', 'mine'));
    store.choose(null);
    expect(origin()).toBe('import');
    expect(storeOn(browser).origin()).toBe('import');
  });

  test('say so whatever the file says', () => {
    expect(storeOn(imported({ ...edited, origin: 'link' })).origin()).toBe('import');
  });

  test('are the reader’s own once they say so, also after a reload', () => {
    const browser = imported();
    const { store, origin } = storeOn(browser);
    store.saveShared();
    expect(store.view.get().draft.edits).toEqual(edited.edits);
    expect(origin()).toBe('own');
    expect(storeOn(browser).origin()).toBe('own');
  });

  test('are nobody’s where none are left', () => {
    const { store, origin } = storeOn(imported());
    store.replace((draft) => resetSide(draft, 'fastapi'));
    expect(origin()).toBe('own');
  });

  test('change nothing about edits that are the same and the reader’s own', () => {
    const browser = memoryShelf();
    browser.storage.write(draftKind, source.name, edited, null);
    const plan = planImport(browser.storage, arrivingKinds, imported().file);
    expect(plan).toMatchObject({ same: 1, fresh: [], conflicts: [] });
    expect(storeOn(browser).origin()).toBe('own');
  });

  test('come a second time without being asked about', () => {
    const browser = imported();
    expect(planImport(browser.storage, arrivingKinds, browser.file)).toMatchObject({ same: 1, conflicts: [] });
  });
});

describe('edits from a link', () => {
  test('are somebody else’s until the reader takes them over', () => {
    const browser = memoryShelf();
    const { store, origin } = storeOn(browser);
    store.open(edited);
    expect(origin()).toBe('link');
    expect(storeOn(browser).origin()).toBe('link');
    store.saveShared();
    expect(origin()).toBe('own');
  });

  test('carry no word of their own about where they are from', async () => {
    const link = (await writeLink(source.name, { ...edited, origin: 'import' })) ?? '';
    expect(await readLink(link)).toEqual({ kind: 'draft', lab: source.name, draft: edited });
  });
});

test('a choice keeps where the edits are from, and no edits are from anywhere else', () => {
  expect(originOf(withChoice(source, { ...edited, origin: 'import' }, null), false)).toBe('import');
  expect(originOf(freshDraft, true)).toBe('own');
});
