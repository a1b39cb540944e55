import { expect, test } from 'vitest';
import { createExerciseStore } from '../../src/learn/exercise-store.ts';
import type { Verdict } from '../../src/learn/judge.ts';
import { exerciseKind, questionKind, withAnswer } from '../../src/learn/record.ts';
import { keyOf } from '../../src/learn/envelope.ts';
import { memoryShelf } from '../fixtures/memory-store.ts';

const says = { en: '', 'zh-cn': '' };
const wrong = (id: string): Verdict => ({ kind: 'failed', checks: [], recognised: { id, says } });
const passed: Verdict = { kind: 'passed', checks: [] };

function setUp(memory = memoryShelf()) {
  let clock = 0;
  const store = createExerciseStore({ id: 'x', storage: memory.storage, now: () => (clock += 1) });
  return { memory, store };
}

test('tries, wrong answers and the first pass are kept over a reload', () => {
  const { memory, store } = setUp();
  for (const verdict of [
    wrong('a'),
    wrong('a'),
    wrong('b'),
    { kind: 'not-run' } as const,
    { kind: 'not-stated' } as const,
    { kind: 'failed' as const, checks: [], recognised: null },
    { kind: 'hangs' } as const,
    passed,
    wrong('a'),
    passed,
  ]) {
    store.judged(verdict);
  }
  store.opened('hints', 2);
  store.opened('hints', 1);
  const expected = { tries: 8, hints: 2, steps: 0, wrong: ['a', 'b'] };
  expect(store.view.get()).toMatchObject(expected);
  const later = setUp(memory).store;
  later.restore();
  expect(later.view.get()).toEqual(store.view.get());
  expect(later.view.get().passed).not.toBeNull();
});

test('another tab adds to the same record, and is heard', () => {
  const { memory, store } = setUp();
  store.restore();
  const other = setUp(memory).store;
  other.judged(passed);
  const key = keyOf(exerciseKind, 'x');
  memory.elsewhere(key, memory.items.get(key) ?? '');
  expect(store.view.get().passed).not.toBeNull();
  store.judged(wrong('a'));
  expect(store.view.get()).toMatchObject({ tries: 2, wrong: ['a'] });
});

test('where nothing may be kept, it counts until the reader leaves', () => {
  const { memory, store } = setUp();
  memory.forbidden = true;
  store.judged(wrong('a'));
  store.judged(passed);
  expect(store.view.get()).toMatchObject({ tries: 2, wrong: ['a'] });
});

test('a question remembers its last answer and its first right one', () => {
  const first = withAnswer(null, ['b'], false, 1);
  const second = withAnswer(first, ['a'], true, 2);
  expect(withAnswer(second, ['b'], false, 3)).toEqual({ answer: ['b'], tries: 3, right: 2 });
  expect(questionKind.schema.parse(second)).toEqual(second);
});

test('whoever listens hears what changes, and nothing of what is open already', () => {
  const { store } = setUp();
  let heard = 0;
  const stop = store.view.listen(() => (heard += 1));
  store.opened('steps', 1);
  store.opened('steps', 1);
  store.judged(wrong('a'));
  expect([heard, store.view.get().passed]).toEqual([2, null]);
  stop();
  store.judged(passed);
  expect(heard).toBe(2);
});
