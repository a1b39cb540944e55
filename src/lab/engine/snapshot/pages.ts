/** Linear memory without its pages of zeros, which are a third of it. */

/** Bytes of a page, as counted here: few enough to find zeros, enough that runs of pages are few. */
const pageSize = 4096;
const wordsOfPage = pageSize / 8;

/** Which pages those are. */
export interface Pages {
  /** Bytes of the whole memory. */
  size: number;
  /** In pages and in turns, from the start: how many are left out, how many follow. */
  runs: number[];
}

/** Copies those that are not left out, one after the other. `memory` is a whole number of pages of WebAssembly. */
export function packPages(memory: Uint8Array): { pages: Pages; bytes: Uint8Array<ArrayBuffer> } {
  const words = new BigUint64Array(memory.buffer, memory.byteOffset, memory.length / 8);
  const runs: number[] = [];
  let filled = false;
  let length = 0;
  let kept = 0;
  for (let page = 0; page < memory.length / pageSize; page += 1) {
    const first = page * wordsOfPage;
    let word = first;
    while (word < first + wordsOfPage && words[word] === 0n) word += 1;
    const isFilled = word < first + wordsOfPage;
    if (isFilled !== filled) {
      runs.push(length);
      filled = isFilled;
      length = 0;
    }
    length += 1;
    if (isFilled) kept += 1;
  }
  runs.push(length);
  const bytes = new Uint8Array(kept * pageSize);
  for (const { start, end, at } of filledRuns(runs)) bytes.set(memory.subarray(start, end), at);
  return { pages: { size: memory.length, runs }, bytes };
}

/** Where filled runs lie in the memory, and where in the bytes that are kept. */
function filledRuns(runs: readonly number[]): { start: number; end: number; at: number }[] {
  const found = [];
  let start = 0;
  let at = 0;
  for (const [index, pages] of runs.entries()) {
    const end = start + pages * pageSize;
    if (index % 2 === 1) {
      found.push({ start, end, at });
      at += end - start;
    }
    start = end;
  }
  return found;
}

/**
 * Makes `memory` what it was when it was packed. It has that size already; from `used` on it holds zeros, which are then not written, so that no
 * memory of the machine's is taken for them. Throws when bytes are missing.
 */
export function unpackPages({ runs }: Pages, bytes: Uint8Array, memory: Uint8Array, used: number): void {
  const filled = filledRuns(runs);
  const [last] = filled.slice(-1);
  if (bytes.length !== (last ? last.at + last.end - last.start : 0)) throw new Error('not all of the memory is here');
  let zeros = 0;
  for (const { start, end, at } of filled) {
    memory.fill(0, zeros, Math.max(zeros, Math.min(start, used)));
    memory.set(bytes.subarray(at, at + end - start), start);
    zeros = end;
  }
  memory.fill(0, zeros, Math.max(zeros, used));
}
