import { atom } from 'nanostores';
import { describe, expect, test } from 'vitest';
import { draftKey, freshDraft, withCommand, withLoad, type Draft, type LabSource } from '../../src/lab/draft.ts';
import { createLabStore, type FinishedRun } from '../../src/workbench/lab-store.ts';
import { outcomesOf } from '../../src/lab/result.ts';
import type { Client, LabState } from '../../src/lab/page/client.ts';
import type { SideJob } from '../../src/lab/protocol.ts';
import { draftKind } from '../../src/learn/draft-kind.ts';
import { draftsOf } from '../../src/learn/drafts.ts';
import { keyOf } from '../../src/learn/envelope.ts';
import { memoryShelf } from '../fixtures/memory-store.ts';
import { django, fastapi, loaded, outcomes } from '../fixtures/first-run.ts';

const source: LabSource = {
  ...loaded,
  page: {
    question: { en: '', 'zh-cn': '' },
    open: {},
    changes: [{ id: 'workers', name: { en: '', 'zh-cn': '' }, commands: { django: 'gunicorn shop.wsgi --workers 8' } }],
  },
  overlays: {},
};

/** A client whose state the test sets. */
function fakeClient() {
  const state = atom<LabState>({ kind: 'recorded' });
  const jobs: (readonly SideJob[])[] = [];
  const client: Client = {
    state,
    run: (next) => {
      jobs.push(next);
      state.set({ kind: 'loading', sides: {} });
    },
    warm: () => undefined,
    stop: () => {
      state.set({ kind: 'stopped', by: 'reader' });
    },
    reset: () => undefined,
    close: () => undefined,
  };
  const set = (next: LabState) => {
    state.set(next);
  };
  return { client, set, jobs };
}

function setUp(memory = memoryShelf()) {
  const fake = fakeClient();
  const ran: FinishedRun[] = [];
  const sides = { fastapi, django };
  const store = createLabStore({
    source,
    client: fake.client,
    recorded: outcomesOf({ sides }),
    loadRecording: (change) =>
      Promise.resolve(
        change === 'workers'
          ? { kind: 'recording', outcomes: outcomesOf({ sides }) }
          : { kind: 'unrecorded', why: 'unreachable' },
      ),
    drafts: draftsOf(memory.storage, source.name),
    ran: (run) => ran.push(run),
    now: () => 0,
  });
  const kept = () => {
    const found = memory.storage.read(draftKind, source.name);
    return found.kind === 'kept' ? found.value : found.kind;
  };
  return { store, memory, kept, ran, ...fake };
}

const done: LabState = {
  kind: 'done',
  outcomes: Object.fromEntries(
    ['fastapi', 'django'].map((id, index) => [
      id,
      outcomes[index] ?? { kind: 'failed', problem: { code: 'stopped', values: {} } },
    ]),
  ),
};
const editCommand = (draft: Draft) => withCommand(source, draft, 'django', 'gunicorn shop.wsgi --workers 2');

describe('the result', () => {
  test('is the recorded run at first, and stale as soon as something is edited', () => {
    const { store } = setUp();
    expect(store.view.get()).toMatchObject({
      stale: false,
      result: { source: 'recorded', run: { sides: [{ id: 'fastapi' }, { id: 'django' }] } },
    });
    store.edit(editCommand);
    expect(store.view.get()).toMatchObject({ stale: true, result: { source: 'recorded' } });
  });

  test('becomes the reader’s own run, and goes with the draft it came from', () => {
    const { store, set, jobs, ran } = setUp();
    store.edit(editCommand);
    store.run();
    expect(jobs[0]?.[1]?.side.command).toBe('gunicorn shop.wsgi --workers 2');
    set(done);
    expect(store.view.get()).toMatchObject({ stale: false, result: { source: 'live' } });
    expect(ran).toMatchObject([{ loaded: { lab: { sides: [{}, { command: 'gunicorn shop.wsgi --workers 2' }] } } }]);
    store.choose(null);
    store.undo();
    expect(store.view.get()).toMatchObject({ result: { source: 'live' } });
  });

  test('of a change that was recorded is there without a run', async () => {
    const { store } = setUp();
    store.choose('workers');
    expect(store.view.get().stale).toBe(true);
    await Promise.resolve();
    await Promise.resolve();
    expect(store.view.get()).toMatchObject({
      stale: false,
      result: { source: 'recorded', run: { sides: [{}, { command: 'gunicorn shop.wsgi --workers 8' }] } },
    });
  });

  test('names the sides that failed beside those that ran', () => {
    const { store, set } = setUp();
    store.run();
    set({
      kind: 'done',
      outcomes: {
        fastapi: { kind: 'failed', problem: { code: 'start-exit', values: {} }, output: { 0: 'no such file' } },
        django: { kind: 'ran', side: django },
      },
    });
    expect(store.view.get().result).toMatchObject({
      problems: { fastapi: { code: 'start-exit' } },
      printed: { fastapi: { 0: 'no such file' } },
      run: { sides: [{ id: 'django' }] },
    });
  });
});

describe('the draft', () => {
  test('is kept after every edit and taken up again', () => {
    const { store, memory, kept } = setUp();
    store.edit(editCommand);
    expect(kept()).toEqual(store.view.get().draft);
    const later = setUp(memory);
    later.store.restore();
    expect(draftKey(later.store.view.get().draft)).toBe(draftKey(store.view.get().draft));
  });

  test('survives Stop, and a store that is full is told', () => {
    const { store, memory } = setUp();
    memory.limit = 10;
    store.edit(editCommand);
    expect(store.view.get().kept).toBe('full');
    store.run();
    store.stop();
    expect(store.view.get()).toMatchObject({
      state: { kind: 'stopped' },
      draft: { edits: { commands: { django: 'gunicorn shop.wsgi --workers 2' } } },
    });
  });

  test('that was replaced can be had back', () => {
    const { store } = setUp();
    store.edit(editCommand);
    store.replace((draft) => ({ ...draft, edits: { ...draft.edits, commands: {} } }));
    expect(store.view.get().draft.edits.commands).toEqual({});
    store.undo();
    expect(store.view.get()).toMatchObject({
      undo: null,
      draft: { edits: { commands: { django: 'gunicorn shop.wsgi --workers 2' } } },
    });
  });

  test('that was replaced can be had back after a reload, until something is typed', () => {
    const { store, memory } = setUp();
    store.edit(editCommand);
    const mine = store.view.get().draft;
    store.replace(() => freshDraft);
    const later = setUp(memory).store;
    later.restore();
    expect(later.view.get()).toMatchObject({ draft: freshDraft, undo: { why: 'reset', draft: mine } });
    later.edit((draft) => withCommand(source, draft, 'fastapi', 'uvicorn x:y'));
    expect(later.view.get().undo).toBeNull();
    const last = setUp(memory).store;
    last.restore();
    expect(last.view.get().undo).toBeNull();
    expect(memory.storage.backups()).toMatchObject([{ name: 'lab', why: 'reset' }]);
  });

  test('that cannot be set aside does not give way', () => {
    const { store, memory } = setUp();
    memory.limit = 100;
    store.edit(editCommand);
    const mine = store.view.get().draft;
    store.replace(() => freshDraft);
    expect(store.view.get()).toMatchObject({ refused: true, draft: mine });
    memory.limit = Infinity;
    store.replace(() => freshDraft);
    expect(store.view.get()).toMatchObject({ refused: false, draft: freshDraft, undo: { draft: mine } });
  });

  test('that gave way where the browser keeps nothing is set aside as soon as it does', () => {
    const { store, memory } = setUp();
    store.edit(editCommand);
    memory.forbidden = true;
    store.edit((draft) => withCommand(source, draft, 'fastapi', 'uvicorn never:kept'));
    store.replace(() => freshDraft);
    expect(store.view.get()).toMatchObject({ refused: false, kept: 'forbidden', undo: { backup: null } });
    memory.forbidden = false;
    store.edit((draft) => withCommand(source, draft, 'fastapi', 'uvicorn x:y'));
    expect(store.view.get().kept).toBe('written');
    expect(memory.storage.backups().map(({ text }) => text)).toContainEqual(expect.stringContaining('never:kept'));
  });

  test('gives way without a copy where nothing of it is lost', () => {
    const { store, memory } = setUp();
    store.edit((draft) => withCommand(source, draft, 'fastapi', 'uvicorn x:y'));
    store.choose('workers');
    expect(store.view.get()).toMatchObject({ undo: null, draft: { edits: { commands: { fastapi: 'uvicorn x:y' } } } });
    expect(memory.storage.backups()).toEqual([]);
  });

  test('is not changed by an editor that reports the text it was given', () => {
    const { store } = setUp();
    store.edit(editCommand);
    store.choose('workers');
    const { undo } = store.view.get();
    expect(undo).not.toBeNull();
    store.edit((draft) => withCommand(source, draft, 'django', 'gunicorn shop.wsgi --workers 8'));
    expect(store.view.get().undo).toBe(undo);
  });

  test('that asks too much is not run, and says why', () => {
    const { store, jobs } = setUp();
    store.edit((draft) => withLoad(source, draft, 'main', { pattern: 'constant', rate: 10_000, duration: 100 }));
    expect(store.view.get().problems).toMatchObject([{ code: 'limit-requests' }]);
    store.run();
    expect(jobs).toEqual([]);
  });
});

describe('a draft from a link', () => {
  const linked = editCommand(freshDraft);

  test('is shown and not run, and the reader’s own stays where it is, over a reload too', () => {
    const { store, memory, kept, jobs } = setUp();
    store.choose('workers');
    const own = store.view.get().draft;
    expect(store.open(linked)).toBe(true);
    store.edit((draft) => withCommand(source, draft, 'fastapi', 'uvicorn x:y'));
    expect(store.view.get()).toMatchObject({ linked: true, undo: null });
    expect(kept()).toEqual(own);
    expect(jobs).toEqual([]);
    const later = setUp(memory).store;
    later.restore();
    expect(later.view.get()).toMatchObject({ linked: true, draft: store.view.get().draft });
    later.discardShared();
    expect(later.view.get()).toMatchObject({ linked: false, draft: own });
    later.undo();
    expect(later.view.get()).toMatchObject({ linked: true, draft: store.view.get().draft });
    expect(kept()).toEqual(own);
  });

  test('becomes the reader’s own when they say so, and theirs can be had back', () => {
    const { store, memory, kept } = setUp();
    store.choose('workers');
    const own = store.view.get().draft;
    store.open(linked);
    store.saveShared();
    expect(store.view.get()).toMatchObject({ linked: false, draft: linked });
    expect(kept()).toEqual(linked);
    expect(memory.storage.backups()).toHaveLength(1);
    store.undo();
    expect(kept()).toEqual(own);
  });

  test('that says what the lab says is still told to be from a link', () => {
    const { store, memory } = setUp();
    store.open(freshDraft);
    store.edit((draft) => draft);
    const later = setUp(memory).store;
    later.restore();
    expect(later.view.get().linked).toBe(true);
  });

  test('opened again keeps what was made of it, and can be had as it came', () => {
    const { store, memory } = setUp();
    store.open(linked);
    store.edit((draft) => withCommand(source, draft, 'fastapi', 'uvicorn mine:app'));
    const mine = store.view.get().draft;
    store.open(linked);
    expect(store.view.get()).toMatchObject({ draft: mine, linked: true, touched: true, again: true, undo: null });
    store.asLinked();
    expect(store.view.get()).toMatchObject({ draft: linked, touched: false, undo: { draft: mine } });
    const later = setUp(memory).store;
    later.restore();
    later.undo();
    expect(later.view.get()).toMatchObject({ draft: mine, linked: true, touched: true });
  });

  test('gives way to another link only after what was made of it is set aside; a reload does not take the way back', () => {
    const { store, memory } = setUp();
    store.choose('workers');
    store.open(linked);
    store.edit((draft) => withCommand(source, draft, 'fastapi', 'uvicorn mine:app'));
    const mine = store.view.get().draft;
    const other = withCommand(source, freshDraft, 'fastapi', 'uvicorn other:app');
    store.open(other);
    expect(store.view.get()).toMatchObject({ draft: other, undo: { why: 'link', draft: mine } });
    const later = setUp(memory).store;
    later.restore();
    expect(later.view.get()).toMatchObject({ draft: other, undo: { why: 'link', draft: mine } });
    later.undo();
    // The address has let go of the other link: its code, too, can be had back.
    expect(later.view.get()).toMatchObject({ draft: mine, linked: true, undo: { why: 'back', draft: other } });
  });

  test('that cannot be used changes nothing', () => {
    const { store } = setUp();
    store.edit(editCommand);
    store.refuse('damaged');
    expect(store.view.get()).toMatchObject({ badLink: 'damaged', linked: false, draft: linked });
  });
});

describe('another tab', () => {
  const key = keyOf(draftKind, source.name);
  const theirs = JSON.stringify({ v: 1, saved: 1, data: { ...freshDraft, change: 'workers' } });

  test('is heard; nothing is written over before the reader has chosen', () => {
    const { store, memory, kept } = setUp();
    store.restore();
    memory.elsewhere(key, theirs);
    expect(store.view.get().kept).toBe('changed');
    store.edit(editCommand);
    expect(store.view.get().kept).toBe('changed');
    expect(kept()).toMatchObject({ change: 'workers' });
    store.overwrite();
    expect(store.view.get().kept).toBe('written');
    expect(kept()).toEqual(store.view.get().draft);
  });

  test('is taken over, and what was here can be had back', () => {
    const { store, memory } = setUp();
    store.restore();
    store.edit(editCommand);
    const mine = store.view.get().draft;
    memory.elsewhere(key, theirs);
    store.loadRemote();
    expect(store.view.get()).toMatchObject({ kept: 'written', draft: { change: 'workers' } });
    store.undo();
    expect(store.view.get().draft).toEqual(mine);
  });
});

test('a draft that cannot be read is told, with the place where it lies now', () => {
  const { store, memory } = setUp(memoryShelf({ [keyOf(draftKind, source.name)]: '{ torn' }));
  store.restore();
  expect(store.view.get().damaged).toBe(memory.storage.backups()[0]?.key);
  expect(store.view.get().damaged).toContain('waitlab:aside:');
});
