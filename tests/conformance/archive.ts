/** Reads published archives, and writes the one that a shard takes with it. */
import { gunzipSync, unzipSync, zipSync } from 'fflate';

export type Tree = Record<string, Uint8Array>;

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes).replace(/\0.*$/s, '');

/** Files of a `.tar.gz`, by their paths below its one directory. */
export function readSources(archive: Uint8Array): Tree {
  const tar = gunzipSync(archive);
  const files: Tree = {};
  let longName = '';
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0;) {
    const header = tar.subarray(at, at + 512);
    const size = Number.parseInt(text(header.subarray(124, 136)).trim() || '0', 8);
    const kind = String.fromCharCode(header[156] ?? 0);
    const content = tar.subarray(at + 512, at + 512 + size);
    const prefix = text(header.subarray(345, 500));
    const name = longName || (prefix ? `${prefix}/` : '') + text(header.subarray(0, 100));
    longName = '';
    // A path that does not fit comes before its file: as a file of its own, or as a record `LENGTH path=PATH`.
    if (kind === 'L') longName = text(content);
    else if (kind === 'x') longName = /\d+ path=(.*)\n/.exec(text(content))?.[1] ?? '';
    else if (kind === '0' || kind === '\0') files[name.slice(name.indexOf('/') + 1)] = content;
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

/** Files of a wheel. */
export const readWheel = (wheel: Uint8Array): Tree => unzipSync(wheel);

export const writeArchive = (files: Tree): Uint8Array => zipSync(files, { level: 6 });
