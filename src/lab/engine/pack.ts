/**
 * A pack: many files in one, as the runtime bundle stores them (Zstandard around it). Reading one copies nothing, and the files
 * need no further parsing by Python, unlike a zip archive that it would import from.
 *
 * Layout: the length of the header (4 bytes, little-endian), the header (JSON: a list of [path, size]), then the files' bytes one after
 * the other. Paths are absolute on the virtual disk.
 */

export type PackedFile = [path: string, bytes: Uint8Array];

/** Stored form of `files`, in the given order. */
export function writePack(files: readonly PackedFile[]): Uint8Array {
  const header = new TextEncoder().encode(JSON.stringify(files.map(([path, bytes]) => [path, bytes.length])));
  const size = files.reduce((sum, [, bytes]) => sum + bytes.length, 4 + header.length);
  const pack = new Uint8Array(size);
  new DataView(pack.buffer).setUint32(0, header.length, true);
  pack.set(header, 4);
  let offset = 4 + header.length;
  for (const [, bytes] of files) {
    pack.set(bytes, offset);
    offset += bytes.length;
  }
  return pack;
}

/** The files of a pack, as views into it. */
export function readPack(pack: Uint8Array): PackedFile[] {
  const headerSize = new DataView(pack.buffer, pack.byteOffset).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(pack.subarray(4, 4 + headerSize))) as [string, number][];
  let offset = 4 + headerSize;
  return header.map(([path, size]) => {
    const bytes = pack.subarray(offset, offset + size);
    offset += size;
    return [path, bytes];
  });
}
