/** A replay as one file to save. */
import { strToU8, zipSync } from 'fflate';

/** `files`: texts by path. All go below one directory when `directory` is given, so that unpacking litters nothing. */
export function zipOf(files: Readonly<Record<string, string>>, directory = ''): Uint8Array<ArrayBuffer> {
  const entries = Object.entries(files).map(([path, text]) => [directory + path, strToU8(text)] as const);
  return new Uint8Array(zipSync(Object.fromEntries(entries), { level: 9 }));
}
