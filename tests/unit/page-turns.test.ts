/** Pages are drawn one at a time, but none waits for another's recordings. */
import { expect, test } from 'vitest';
import { createTurns } from '../../src/build/pages/turns.ts';

test('one after the other, in order, also after one that failed', async () => {
  const turns = createTurns();
  const said: string[] = [];
  const first = turns.take(async () => {
    said.push('first begins');
    await Promise.resolve();
    said.push('first ends');
    throw new Error('first');
  });
  const second = turns.take(() => {
    said.push('second');
    return Promise.resolve(2);
  });
  await expect(first).rejects.toThrow('first');
  expect(await second).toBe(2);
  expect(said).toEqual(['first begins', 'first ends', 'second']);
});

test('who waits for something else lets the next begin, and only that one', async () => {
  const turns = createTurns();
  const recording = Promise.withResolvers<undefined>();
  const drawing = Promise.withResolvers<undefined>();
  const begun: number[] = [];
  const first = turns.take(async ({ pass }) => {
    begun.push(1);
    pass();
    pass();
    await recording.promise;
  });
  const second = turns.take(async () => {
    begun.push(2);
    await drawing.promise;
  });
  const third = turns.take(() => Promise.resolve(begun.push(3)));
  await new Promise((resolve) => setImmediate(resolve));
  expect(begun).toEqual([1, 2]);
  // The first ends while the second has the turn: that passes nothing.
  recording.resolve(undefined);
  await first;
  await new Promise((resolve) => setImmediate(resolve));
  expect(begun).toEqual([1, 2]);
  drawing.resolve(undefined);
  await Promise.all([second, third]);
  expect(begun).toEqual([1, 2, 3]);
});
