/**
 * Reads the files of a lab from disk (Node only): bounded in number and size, and never one that lies outside the lab, of which not even a
 * message quotes anything. What cannot be read is refused by name and reason, whatever it is.
 */
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  statSync,
} from 'node:fs';
import path from 'node:path';
import type { Problem } from '../../contract/problem.ts';

/** Bytes of one file, of a file of YAML (which takes long to check), of all files of a program; how many files, and how many things to look at. */
const limits = { file: 1_000_000, yaml: 100_000, program: 8_000_000, files: 2_000, entries: 50_000 };

/** Thrown where something is refused, and turned into a result by whoever loads the lab. */
export class Refusal extends Error {
  readonly problems: Problem[];
  constructor(...problems: Problem[]) {
    super(problems[0]?.code);
    this.problems = problems;
  }
}

/** Directories that tools leave behind and no server imports from. */
const ignored = new Set(['__pycache__', 'node_modules', '.git', '.venv', 'venv']);

/** The system's words for what keeps a file from being read, as the reason of a problem. */
const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission',
  EPERM: 'permission',
  ELOOP: 'links',
  ENOENT: 'gone',
  ENOTDIR: 'gone',
  ENAMETOOLONG: 'long-name',
};

/** What the system said about a file of the lab, as a problem; throws anything else again. */
export function unreadable(error: unknown, root: string): Problem {
  const { code, path: place } = error as NodeJS.ErrnoException;
  if (!(error instanceof Error) || code === undefined) throw error;
  const name = place === undefined ? '' : path.relative(root, place);
  const isBelow = name !== '' && !name.startsWith('..') && !path.isAbsolute(name);
  const values = { path: isBelow ? name : root, why: reasons[code] ?? code };
  return { code: 'unreadable', values, ...(isBelow && { file: name }) };
}

export function isDirectory(place: string): boolean {
  return statSync(place, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Whether a path, all links followed, lies in the lab. One that leads nowhere does not. */
export function liesWithin(place: string, root: string): boolean {
  if (!statSync(place, { throwIfNoEntry: false })) return false;
  return `${realpathSync(place)}${path.sep}`.startsWith(realpathSync(root) + path.sep);
}

interface Bytes {
  bytes: Buffer;
  /** More than `limit`: how many. */
  excess: number | null;
}

/** At most `limit` bytes of a file, whatever it becomes while it is read; null of what is no file, such as a pipe, which is not waited for. */
function bytesOf(place: string, limit: number): Bytes | null {
  const file = openSync(place, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const { size, ...found } = fstatSync(file);
    if ((found.mode & constants.S_IFMT) !== constants.S_IFREG) return null;
    if (size > limit) return { bytes: Buffer.alloc(0), excess: size };
    const parts: Buffer[] = [];
    let filled = 0;
    for (let read = -1; read !== 0 && filled <= limit; filled += read) {
      const part = Buffer.alloc(64 * 1024);
      read = readSync(file, part, 0, part.length, null);
      parts.push(part.subarray(0, read));
    }
    return { bytes: Buffer.concat(parts), excess: filled > limit ? filled : null };
  } finally {
    closeSync(file);
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Null of what is not UTF-8. */
function decoded(bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}

/** Names in a directory, sorted. Refused for one that is not UTF-8: nothing else here could call it by its name. */
function namesIn(directory: string, root: string): string[] {
  return readdirSync(directory, { encoding: 'buffer' })
    .map((bytes) => {
      const name = decoded(bytes);
      if (name !== null) return name;
      const file = path.relative(root, path.join(directory, bytes.toString('utf8')));
      throw new Refusal({ code: 'unreadable', values: { path: file, why: 'name' }, file });
    })
    .sort();
}

/**
 * The text files below a directory by path, sorted; what is not UTF-8, such as a database or an image, is left out. Links are followed as
 * long as they stay within `root`. Throws a Refusal for one that leaves, and for too much.
 */
export function filesBelow(directory: string, root: string): Record<string, string> {
  const files: [string, string][] = [];
  let total = 0;
  let entries = 0;
  const at = (place: string) => ({ file: path.relative(root, place) });
  const outside = (place: string) =>
    new Refusal({ code: 'path-outside', values: { path: path.basename(place) }, ...at(place) });
  const tooMany = (limit: number) => new Refusal({ code: 'too-many-files', values: { limit }, ...at(directory) });
  const tooLarge = (place: string, size: number, limit: number) =>
    new Refusal({ code: 'file-too-large', values: { size, limit }, ...at(place) });

  function walk(current: string, seen: readonly string[]): void {
    const real = realpathSync(current);
    if (seen.includes(real)) return;
    for (const name of namesIn(current, root)) {
      if (ignored.has(name)) continue;
      entries += 1;
      if (entries > limits.entries) throw tooMany(limits.entries);
      const place = path.join(current, name);
      if (lstatSync(place).isSymbolicLink() && !liesWithin(place, root)) throw outside(place);
      const found = statSync(place);
      if (found.isDirectory()) walk(place, [...seen, real]);
      else if (found.isFile() && !name.endsWith('.pyc')) take(place);
    }
  }
  function take(place: string): void {
    const read = bytesOf(place, limits.file);
    if (read === null) return;
    if (read.excess !== null) throw tooLarge(place, read.excess, limits.file);
    const text = decoded(read.bytes);
    if (text === null) return;
    total += read.bytes.length;
    files.push([path.relative(directory, place).split(path.sep).join('/'), text]);
    if (total > limits.program) throw tooLarge(directory, total, limits.program);
    if (files.length > limits.files) throw tooMany(limits.files);
  }

  if (!liesWithin(directory, root)) throw outside(directory);
  walk(directory, []);
  return Object.fromEntries(files);
}

/** Text of a YAML file of the lab, null if there is none. Throws a Refusal if it lies elsewhere, is too large or is not text. */
export function yamlText(root: string, file: string): string | null {
  const place = path.join(root, file);
  if (!statSync(place, { throwIfNoEntry: false })?.isFile()) return null;
  if (!liesWithin(place, root)) throw new Refusal({ code: 'path-outside', values: { path: file }, file });
  const read = bytesOf(place, limits.yaml);
  if (read === null) return null;
  if (read.excess !== null) {
    throw new Refusal({ code: 'file-too-large', values: { size: read.excess, limit: limits.yaml }, file });
  }
  const text = decoded(read.bytes);
  if (text === null) throw new Refusal({ code: 'yaml-syntax', values: { message: 'not UTF-8' }, file, line: 1 });
  return text;
}
