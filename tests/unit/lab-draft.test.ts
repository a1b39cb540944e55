import { describe, expect, test } from 'vitest';
import {
  draftKey,
  freshDraft,
  isEdited,
  isSideEdited,
  labOf,
  resetSide,
  saysInVain,
  withChoice,
  withCommand,
  withCores,
  withFile,
  withLoad,
  type Edits,
  type LabSource,
} from '../../src/lab/draft.ts';
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

describe('a fixed lab', () => {
  const services = [{ id: 'stock', name: 'Stock', directory: 'stock', command: 'uvicorn main:app --port 8001' }];
  const fixed: LabSource = {
    ...source,
    lab: { ...source.lab, services },
    files: { ...source.files, stock: { 'main.py': 'slow' } },
    fixed: true,
  };
  const ofCode = withCommand(
    source,
    withFile(source, freshDraft, 'fastapi', 'main.py', 'mine'),
    'fastapi',
    'uvicorn a:b',
  );

  test('is run with the code and the command lines of its sides as the reader has them', () => {
    const now = labOf(fixed, ofCode);
    expect(now.files['fastapi']?.['main.py']).toBe('mine');
    expect(now.lab.sides[0]?.command).toBe('uvicorn a:b');
    expect(saysInVain(fixed, ofCode)).toBe(false);
  });

  test.each<[string, Partial<Edits>]>([
    ['requests', { loads: { main: { requests: 1 } } }],
    ['path', { loads: { main: { path: '/health' } } }],
    ['pattern', { loads: { main: { pattern: 'constant', rate: 0.1, duration: 0.1 } } }],
    ['cores', { world: { cores: 64 } }],
    ['service', { files: { stock: { 'main.py': 'quick' } } }],
  ])('takes no other %s, whatever a draft says, and tells of it', (_, edits) => {
    const draft = { ...ofCode, edits: { ...ofCode.edits, ...edits, files: { ...ofCode.edits.files, ...edits.files } } };
    expect(labOf(fixed, draft)).toEqual(labOf(fixed, ofCode));
    expect(labOf({ ...fixed, fixed: false }, draft)).not.toEqual(labOf(fixed, ofCode));
    expect(saysInVain(fixed, draft)).toBe(true);
    expect(saysInVain({ ...fixed, fixed: false }, draft)).toBe(false);
  });
});
