import { describe, expect, test } from 'vitest';
import { draftKey, withCommand, withLoad, type Draft, type LabSource } from '../../src/components/lab/draft.ts';
import { createLabStore } from '../../src/components/lab/lab-store.ts';
import { outcomesOf } from '../../src/components/lab/result.ts';
import type { Client, LabState } from '../../src/lab/client.ts';
import type { SideJob } from '../../src/lab/protocol.ts';
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
  let state: LabState = { kind: 'recorded' };
  let listener: () => void = () => undefined;
  const jobs: (readonly SideJob[])[] = [];
  const set = (next: LabState) => {
    state = next;
    listener();
  };
  const client: Client = {
    get state() {
      return state;
    },
    subscribe: (next) => {
      listener = next;
      return () => undefined;
    },
    run: (next) => {
      jobs.push(next);
      set({ kind: 'loading', sides: {} });
    },
    warm: () => undefined,
    stop: () => {
      set({ kind: 'stopped' });
    },
    reset: () => undefined,
    close: () => undefined,
  };
  return { client, set, jobs };
}

function setUp(kept: Draft | null = null) {
  const fake = fakeClient();
  const stored: (Draft | null)[] = [];
  const sides = { fastapi, django };
  const store = createLabStore({
    source,
    client: fake.client,
    recorded: outcomesOf({ sides }),
    loadRecording: (change) =>
      change === 'workers' ? Promise.resolve(outcomesOf({ sides })) : Promise.reject(new Error('none')),
    read: () => kept,
    keep: (draft) => {
      stored.push(draft);
      return stored.length < 3;
    },
    now: () => 0,
  });
  return { store, stored, ...fake };
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
    expect(store.view).toMatchObject({
      stale: false,
      result: { source: 'recorded', run: { sides: [{ id: 'fastapi' }, { id: 'django' }] } },
    });
    store.edit(editCommand);
    expect(store.view).toMatchObject({ stale: true, result: { source: 'recorded' } });
  });

  test('becomes the reader’s own run, and goes with the draft it came from', () => {
    const { store, set, jobs } = setUp();
    store.edit(editCommand);
    store.run();
    expect(jobs[0]?.[1]?.side.command).toBe('gunicorn shop.wsgi --workers 2');
    set(done);
    expect(store.view).toMatchObject({ stale: false, result: { source: 'live' } });
    store.choose(null);
    store.undo();
    expect(store.view).toMatchObject({ result: { source: 'live' } });
  });

  test('of a change that was recorded is there without a run', async () => {
    const { store } = setUp();
    store.choose('workers');
    expect(store.view.stale).toBe(true);
    await Promise.resolve();
    await Promise.resolve();
    expect(store.view).toMatchObject({
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
    expect(store.view.result).toMatchObject({
      problems: { fastapi: { code: 'start-exit' } },
      printed: { fastapi: { 0: 'no such file' } },
      run: { sides: [{ id: 'django' }] },
    });
  });
});

describe('the draft', () => {
  test('is kept after every edit and taken up again', () => {
    const { store, stored } = setUp();
    store.edit(editCommand);
    expect(stored.at(-1)).toEqual(store.view.draft);
    const later = setUp(store.view.draft);
    later.store.restore();
    expect(draftKey(later.store.view.draft)).toBe(draftKey(store.view.draft));
  });

  test('survives Stop, and a store that is full is told', () => {
    const { store } = setUp();
    for (let count = 0; count < 3; count += 1) store.edit(editCommand);
    expect(store.view.kept).toBe(false);
    store.run();
    store.stop();
    expect(store.view).toMatchObject({
      state: { kind: 'stopped' },
      draft: { edits: { commands: { django: 'gunicorn shop.wsgi --workers 2' } } },
    });
  });

  test('that was replaced can be had back', () => {
    const { store } = setUp();
    store.edit(editCommand);
    store.replace((draft) => ({ ...draft, edits: { ...draft.edits, commands: {} } }));
    expect(store.view.draft.edits.commands).toEqual({});
    store.undo();
    expect(store.view).toMatchObject({
      undo: null,
      draft: { edits: { commands: { django: 'gunicorn shop.wsgi --workers 2' } } },
    });
  });

  test('that asks too much is not run, and says why', () => {
    const { store, jobs } = setUp();
    store.edit((draft) => withLoad(source, draft, 'main', { pattern: 'constant', rate: 10_000, duration: 100 }));
    expect(store.view.problems).toMatchObject([{ code: 'limit-requests' }]);
    store.run();
    expect(jobs).toEqual([]);
  });
});
