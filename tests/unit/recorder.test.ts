/** In which order runs are recorded, and what happens when one cannot be. */
import { expect, test } from 'vitest';
import { createRecorder } from '../../src/build/recordings/recorder.ts';

const runs = ['a', 'b', 'c', 'd', 'e', 'f'].map((title) => ({ title }));

/** A recorder whose runs end when the test says. */
function recorder() {
  const begun: string[] = [];
  const ends = new Map<string, PromiseWithResolvers<undefined>>();
  const counts: number[] = [];
  const made = createRecorder(
    runs,
    ({ title }) => {
      begun.push(title);
      const end = Promise.withResolvers<undefined>();
      ends.set(title, end);
      return end.promise;
    },
    (_, count) => counts.push(count),
  );
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return {
    made,
    begun,
    counts,
    end: async (title: string): Promise<void> => {
      ends.get(title)?.resolve(undefined);
      await settled();
    },
    fail: async (title: string): Promise<void> => {
      ends.get(title)?.reject(new Error(title));
      await settled();
    },
  };
}

test('what a reader waits for comes next, in its own order; what was begun goes on', async () => {
  const { made, begun, counts, end } = recorder();
  const all = made.run();
  expect(begun).toEqual(['a', 'b']);
  made.prefer(new Set(['f', 'a', 'd']));
  for (const title of ['b', 'd', 'f', 'a', 'c', 'e']) await end(title);
  await all;
  expect(begun).toEqual(['a', 'b', 'd', 'f', 'c', 'e']);
  expect(counts).toEqual([1, 2, 3, 4, 5, 6]);
});

test('after the first failure nothing else is begun', async () => {
  const { made, begun, end, fail } = recorder();
  const all = made.run();
  const failed = expect(all).rejects.toThrow('b');
  await fail('b');
  await end('a');
  await failed;
  expect(begun).toEqual(['a', 'b']);
});

test('told to stop, it ends with what was begun', async () => {
  const { made, begun, end } = recorder();
  const all = made.run();
  made.stop();
  await end('a');
  await end('b');
  await all;
  expect(begun).toEqual(['a', 'b']);
});
