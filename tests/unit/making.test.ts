import { describe, expect, test } from 'vitest';
import { createMaking } from '../../src/learn/session/making.ts';
import type { Plan, Step } from '../../src/learn/session/plan.ts';
import { memoryShelf } from '../fixtures/memory-store.ts';

const step = (topic: string, more: Partial<Step> = {}): Step =>
  ({ kind: 'discussion', topic, minutes: 5, say: '', ask: '', choices: [], ...more }) as Step;
const plan = (title: string, ...steps: Step[]): Plan => ({ title, steps: steps.length > 0 ? steps : [step('One')] });

describe('a plan that is being made', () => {
  test('is there after a reload, complete or not', () => {
    const { storage } = memoryShelf();
    const store = createMaking(storage);
    store.restore(plan('Ready'), 'ready=30');
    const unfinished = plan('', step('', { minutes: NaN, choices: ['yes', '', ''] }));
    store.edit(unfinished, 'ready=30');
    expect(store.view.get().kept).toBe('written');
    const later = createMaking(storage);
    later.restore(plan('Ready'), 'ready=30');
    expect(later.view.get().plan).toEqual(unfinished);
    const without = createMaking(storage);
    without.restore(null, '');
    expect(without.view.get().plan).toEqual(unfinished);
  });

  test('is set aside when another link is opened, and can be had back, also after a reload', () => {
    const { storage } = memoryShelf();
    const store = createMaking(storage);
    store.restore(null, '');
    store.edit(plan('Mine'), '');
    const later = createMaking(storage);
    later.restore(plan('Theirs'), 'plan=x');
    expect(later.view.get().plan?.title).toBe('Theirs');
    const again = createMaking(storage);
    again.restore(plan('Theirs'), 'plan=x');
    again.undo();
    expect(again.view.get()).toMatchObject({ plan: { title: 'Mine' }, undo: null });
  });

  test('comes back whole after a step was taken out, or another plan was begun', () => {
    const { storage } = memoryShelf();
    const store = createMaking(storage);
    store.restore(null, '');
    const two = plan('Mine', step('One'), step('Two', { say: 'much to say' }));
    store.edit(two, '');
    expect(store.cut(plan('Mine', step('One')), '')).toBe(true);
    expect(storage.backups()).toMatchObject([{ name: 'plan', why: 'plan' }]);
    store.take(plan('Ready'));
    expect(store.view.get()).toMatchObject({ plan: { title: 'Ready' }, taken: 1 });
    store.undo();
    expect(store.view.get().plan?.steps).toHaveLength(1);
    const [backup] = storage.backups();
    storage.restoreBackup(backup?.key ?? '');
    const later = createMaking(storage);
    later.restore(null, '');
    expect(later.view.get().plan).toEqual(two);
  });

  test('does not give way where there is no room to set it aside', () => {
    const memory = memoryShelf();
    const store = createMaking(memory.storage);
    store.restore(null, '');
    memory.limit = 10;
    store.edit(plan('Mine', step('One'), step('Two')), '');
    expect(store.view.get().kept).toBe('full');
    expect(store.cut(plan('Mine', step('One')), '')).toBe(false);
    expect(store.view.get()).toMatchObject({ refused: true, plan: { steps: [{}, {}] } });
  });
});
