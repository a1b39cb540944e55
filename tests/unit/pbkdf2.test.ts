/** The loop against Node's own PBKDF2. */
import { createHmac, pbkdf2Sync } from 'node:crypto';
import { expect, test } from 'vitest';
import { mixRounds, pbkdf2Functions } from '../../src/lab/engine/pbkdf2.ts';

const wordsOf = (bytes: Buffer, count: number): number[] =>
  Array.from({ length: count }, (_, index) => (index * 4 < bytes.length ? bytes.readUInt32BE(index * 4) : 0));

function derived(password: string, salt: string, iterations: number): { key: number[]; first: number[] } {
  const block = Buffer.alloc(64);
  block.write(password, 'utf8');
  const first = createHmac('sha256', password)
    .update(salt)
    .update(Buffer.from([0, 0, 0, 1]))
    .digest();
  expect(iterations).toBeGreaterThan(0);
  return { key: wordsOf(block, 16), first: wordsOf(first, 8) };
}

test.each([
  ['password', 'salt', 1],
  ['password', 'salt', 2],
  ['pass\0word', 'sa\0lt', 4096],
  ['', '', 3],
  ['a'.repeat(64), 'NaCl', 1000],
])('of %j and %j, %i times', (password, salt, iterations) => {
  const { key, first } = derived(password, salt, iterations);
  const expected = wordsOf(pbkdf2Sync(password, salt, iterations, 32, 'sha256'), 8);
  expect(Array.from(mixRounds(iterations - 1, key, first), (word) => word >>> 0)).toEqual(expected);
  const functions = pbkdf2Functions();
  functions['mix_rounds']?.(iterations - 1, ...key, ...first);
  expect(Array.from({ length: 8 }, (_, index) => functions['mixed_word']?.(index))).toEqual(expected);
});
