/** A bundle is used where it was made from the sources as they are, and from nothing else. */
import { expect, test } from 'vitest';
import { isMadeFrom, readSources } from '../../src/build/runtime/sources.ts';

test('any other world, and any other packages, make a bundle stale', () => {
  const hashes = { inputs: 'a', world: 'b' };
  expect(isMadeFrom(hashes, { hashes })).toBe(true);
  expect(isMadeFrom({ ...hashes, world: 'c' }, { hashes })).toBe(false);
  expect(isMadeFrom({ ...hashes, inputs: 'c' }, { hashes })).toBe(false);
});

test('the sources are every Python file of the world, and read alike give the same hashes', async () => {
  const [first, second] = await Promise.all([readSources(), readSources()]);
  expect(second.hashes).toEqual(first.hashes);
  expect(first.hashes.inputs).not.toBe(first.hashes.world);
  const paths = first.world.map(([path]) => path);
  expect(paths).toContain('run.py');
  expect(paths).toContain('clients/http.py');
  expect(paths.every((path) => path.endsWith('.py'))).toBe(true);
});
