/** Memory without its zeros comes back as it was, whatever was in the place where it comes to. */
import { expect, test } from 'vitest';
import fc from 'fast-check';
import { packPages, unpackPages } from '../../src/lab/engine/snapshot/pages.ts';
import { decodeSnapshot, encodeSnapshot } from '../../src/lab/node/snapshot-file.ts';

const pageSize = 4096;

/** A memory in which page N holds `pages[N]` somewhere. */
function memoryOf(pages: readonly number[]): Uint8Array {
  const memory = new Uint8Array(pages.length * pageSize);
  for (const [page, value] of pages.entries()) memory[page * pageSize + ((page * 977) % pageSize)] = value;
  return memory;
}

const pages = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 24 });

test('every memory comes back, in place of every other one', () => {
  fc.assert(
    fc.property(pages, pages, (wanted, before) => {
      const memory = memoryOf(wanted);
      const packed = packPages(memory);
      // What was there before takes the first part of the memory, as in an interpreter that has just been instantiated.
      const place = new Uint8Array(memory.length);
      const used = Math.min(before.length, wanted.length) * pageSize;
      place.set(memoryOf(before).subarray(0, used));
      unpackPages(packed.pages, packed.bytes, place, used);
      expect(Buffer.compare(place, memory)).toBe(0);
      expect(packed.bytes.length).toBe(wanted.filter((value) => value !== 0).length * pageSize);
    }),
  );
});

test('a part of it is refused', () => {
  const memory = memoryOf([1, 0, 2]);
  const { pages: which, bytes } = packPages(memory);
  expect(() => {
    unpackPages(which, bytes.subarray(0, pageSize), new Uint8Array(memory.length), 0);
  }).toThrow('not all');
});

test('a file of a snapshot gives it back, and a damaged one gives nothing', () => {
  const snapshot = { state: '{"é":1}', memory: new Uint8Array(memoryOf([3, 1, 4])) };
  const file = encodeSnapshot(snapshot);
  expect(decodeSnapshot(file)).toEqual(snapshot);
  const damaged = file.slice();
  damaged[damaged.length - 6] = (damaged.at(-6) ?? 0) ^ 1;
  expect(() => decodeSnapshot(damaged)).toThrow();
  expect(() => decodeSnapshot(file.subarray(0, -8))).toThrow();
});
