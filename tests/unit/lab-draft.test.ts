import { describe, expect, test } from 'vitest';
import {
  draftKey,
  freshDraft,
  isEdited,
  isSideEdited,
  labOf,
  resetSide,
  withChoice,
  withCommand,
  withCores,
  withFile,
  withLoad,
  type LabSource,
} from '../../src/components/lab/draft.ts';
import { labLoads } from '../../src/lab/jobs.ts';
import { loaded } from '../fixtures/first-run.ts';

const source: LabSource = {
  ...loaded,
  page: {
    question: { en: '', 'zh-cn': '' },
    open: {},
    changes: [
      { id: 'async', name: { en: '', 'zh-cn': '' }, load: { path: '/orders/async' } },
      { id: 'workers', name: { en: '', 'zh-cn': '' }, commands: { fastapi: 'uvicorn main:app --workers 2' } },
      { id: 'rewritten', name: { en: '', 'zh-cn': '' }, overlay: 'solution' },
    ],
  },
  overlays: { rewritten: { fastapi: { 'main.py': 'rewritten', 'extra.py': 'more' } } },
};
const main = loaded.files['fastapi']?.['main.py'] ?? '';
const load = (draft = freshDraft) => labLoads(labOf(source, draft).lab)[0];
const command = (draft = freshDraft) => labOf(source, draft).lab.sides[0]?.command;
const file = (draft = freshDraft) => labOf(source, draft).files['fastapi']?.['main.py'];

describe('an edit', () => {
  test('of a file is seen by the run and can be typed back', () => {
    const edited = withFile(source, freshDraft, 'fastapi', 'main.py', 'changed');
    expect(file(edited)).toBe('changed');
    expect(isSideEdited(edited, 'fastapi')).toBe(true);
    expect(isSideEdited(edited, 'django')).toBe(false);
    expect(draftKey(withFile(source, edited, 'fastapi', 'main.py', main))).toBe(draftKey(freshDraft));
  });

  test('of a command or of cores that says what the lab says is none', () => {
    expect(isEdited(withCommand(source, freshDraft, 'fastapi', 'uvicorn main:app'))).toBe(false);
    const edited = withCommand(source, freshDraft, 'fastapi', 'uvicorn main:app --workers 4');
    expect(command(edited)).toBe('uvicorn main:app --workers 4');
    expect(isEdited(withCores(source, freshDraft, 2))).toBe(false);
    expect(labOf(source, withCores(source, freshDraft, 8)).lab.world?.cores).toBe(8);
  });

  test('of the pattern drops the numbers that the new one cannot use', () => {
    const steady = withLoad(source, freshDraft, 'main', { pattern: 'constant', rate: 50, duration: 2 });
    expect(load(steady)).toEqual({ path: '/orders/def', pattern: 'constant', rate: 50, duration: 2 });
    const burst = withLoad(source, steady, 'main', { pattern: 'burst', requests: 100 });
    expect(load(burst)).toEqual(load());
    expect(isEdited(burst)).toBe(false);
  });

  test('of one load among several leaves the others alone', () => {
    const probe = { name: 'probe', path: '/health', pattern: 'constant', rate: 10, duration: 1 } as const;
    const two = { ...source, lab: { ...source.lab, load: [...labLoads(source.lab), probe] } };
    const edited = withLoad(two, freshDraft, 'probe', { rate: 20 });
    expect(labLoads(labOf(two, edited).lab)).toEqual([load(), { ...probe, rate: 20 }]);
    expect(isEdited(withLoad(two, edited, 'probe', { rate: 10 }))).toBe(false);
  });

  test('is taken back for one side at a time', () => {
    const both = withCommand(
      source,
      withFile(source, freshDraft, 'django', 'shop/views.py', 'x'),
      'fastapi',
      'gunicorn main',
    );
    const reset = resetSide(both, 'fastapi');
    expect(isSideEdited(reset, 'fastapi')).toBe(false);
    expect(isSideEdited(reset, 'django')).toBe(true);
  });
});

describe('a choice among the changes', () => {
  test('applies load, command or files, and none goes back', () => {
    expect(load(withChoice(source, freshDraft, 'async'))?.path).toBe('/orders/async');
    expect(command(withChoice(source, freshDraft, 'workers'))).toBe('uvicorn main:app --workers 2');
    expect(labOf(source, withChoice(source, freshDraft, 'rewritten')).files['fastapi']).toEqual({
      'main.py': 'rewritten',
      'extra.py': 'more',
    });
    expect(withChoice(source, withChoice(source, freshDraft, 'async'), null)).toEqual(freshDraft);
  });

  test('takes back only the edits of what it sets', () => {
    const edited = withFile(
      source,
      withCommand(source, freshDraft, 'fastapi', 'uvicorn x:y'),
      'fastapi',
      'main.py',
      'mine',
    );
    expect(file(withChoice(source, edited, 'workers'))).toBe('mine');
    expect(command(withChoice(source, edited, 'workers'))).toBe('uvicorn main:app --workers 2');
    expect(file(withChoice(source, edited, 'rewritten'))).toBe('rewritten');
    expect(command(withChoice(source, edited, 'rewritten'))).toBe('uvicorn x:y');
  });

  test('that does not exist is the lab as written', () => {
    expect(withChoice(source, freshDraft, 'gone')).toEqual(freshDraft);
  });
});
