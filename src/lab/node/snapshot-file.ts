/** A snapshot as a file: the length of its state, the state, the memory; compressed, with a checksum. */
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Snapshot } from '../protocol.ts';

/** A third of the size for a tenth of a second; what takes longer saves little more. */
const level = 1;

export function encodeSnapshot({ state, memory }: Snapshot): Uint8Array {
  const text = new TextEncoder().encode(state);
  const plain = new Uint8Array(4 + text.length + memory.length);
  new DataView(plain.buffer).setUint32(0, text.length, true);
  plain.set(text, 4);
  plain.set(memory, 4 + text.length);
  return zstdCompressSync(plain, {
    params: { [constants.ZSTD_c_compressionLevel]: level, [constants.ZSTD_c_checksumFlag]: 1 },
  });
}

/** Throws for anything but a whole snapshot. */
export function decodeSnapshot(file: Uint8Array): Snapshot {
  const plain = new Uint8Array(zstdDecompressSync(file));
  const end = 4 + new DataView(plain.buffer, plain.byteOffset).getUint32(0, true);
  return { state: new TextDecoder().decode(plain.subarray(4, end)), memory: plain.slice(end) };
}
