import { expect, test } from 'vitest';
import type { LabPage } from '../../src/contract/page.ts';
import { createPredictionStore } from '../../src/learn/prediction-store.ts';
import { outcomeOf, predictionKind, type Guess } from '../../src/learn/prediction.ts';
import { run } from '../fixtures/first-run.ts';
import { memoryShelf } from '../fixtures/memory-store.ts';

const guess: Guess = { kind: 'makespan', seconds: { fastapi: 1, django: 2 } };

function setUp(memory = memoryShelf(), predict: LabPage['predict'] = 'makespan') {
  return { memory, store: createPredictionStore({ lab: 'x', predict, storage: memory.storage, now: () => 5 }) };
}
const kept = ({ storage }: ReturnType<typeof memoryShelf>) => {
  const found = storage.read(predictionKind, 'x');
  return found.kind === 'kept' ? found.value : null;
};

test('the result is sealed until there is a guess, and a guess meets its first outcome', () => {
  const { store, memory } = setUp();
  expect(store.view.get().sealed).toBe(true);
  store.see('k', run);
  store.guess('k', guess);
  expect(store.view.get()).toMatchObject({ sealed: false, made: { guess, outcome: null } });
  store.see('another', run);
  expect(store.view.get().made?.outcome).toBeNull();
  store.see('k', run);
  store.see('k', { sides: run.sides.slice(0, 1) });
  expect(kept(memory)).toEqual([{ at: 5, key: 'k', guess, outcome: outcomeOf(run, []) }]);
});

test('it is kept: who comes back is not asked again, but can ask to be', () => {
  const { memory, store } = setUp();
  store.guess('k', { kind: 'skipped' });
  const later = setUp(memory).store;
  later.restore();
  expect(later.view.get()).toMatchObject({ sealed: false, made: { guess: { kind: 'skipped' } } });
  later.again();
  expect(later.view.get()).toEqual({ sealed: true, made: null });
  later.guess('k', guess);
  expect(kept(memory)).toHaveLength(2);
});

test('a choice is kept with what was true of the run', () => {
  const text = { en: 'a', 'zh-cn': 'a' };
  const { store, memory } = setUp(memoryShelf(), {
    asks: text,
    choices: [
      { id: 'first', text, holds: 'fastapi.makespan < django.makespan' },
      { id: 'last', text, holds: 'fastapi.makespan >= django.makespan' },
    ],
  });
  const made: Guess = { kind: 'choice', choice: 'last' };
  store.guess('k', made);
  store.see('k', run);
  expect(kept(memory)).toMatchObject([{ guess: made, outcome: { held: ['first'] } }]);
});

test('where nothing can be kept, it counts all the same', () => {
  const { memory, store } = setUp();
  memory.forbidden = true;
  store.restore();
  store.guess('k', guess);
  store.see('k', run);
  expect(store.view.get()).toMatchObject({ sealed: false, made: { outcome: outcomeOf(run, []) } });
});

test('a lab that does not ask is never sealed', () => {
  const { storage } = memoryShelf();
  const store = createPredictionStore({ lab: 'x', predict: undefined, storage, now: () => 5 });
  store.restore();
  expect(store.view.get()).toEqual({ sealed: false, made: null });
});

test('whoever listens hears of a guess and of its outcome; a run of which no side ran is none', () => {
  const { store } = setUp();
  let heard = 0;
  store.view.listen(() => (heard += 1));
  store.restore();
  store.guess('k', guess);
  store.see('k', { sides: [] });
  expect([heard, store.view.get().made?.outcome]).toEqual([1, null]);
  store.see('k', run);
  store.see('k', { sides: run.sides.slice(0, 1) });
  expect([heard, store.view.get().made?.outcome]).toEqual([2, outcomeOf(run, [])]);
});
