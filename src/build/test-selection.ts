/** What the words after `npm test --` ask for: parts by name, files by path, tests by name. Pure but for looking whether a path is there. */
import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { UserError } from './log.ts';

/** What of a part is to run: files or folders as given, all of it where there are none; and only tests whose name has `name` in it. */
export interface Selection {
  paths: readonly string[];
  name: string | null;
}

/** Folders that a part's tests lie in, by the name of the part; the most particular one counts. A part without any runs whole only. */
export type Folders = Readonly<Record<string, readonly string[]>>;

const usage = (folders: Folders): string =>
  `name parts (${Object.keys(folders).join(', ')}) or files and folders below tests, such as "npm test -- tests/unit/trace.test.ts -t rank".`;

const isBelow = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);

/** The part whose tests a path holds, or null. */
function partOf(path: string, folders: Folders): string | null {
  const found = Object.entries(folders)
    .flatMap(([part, own]) => own.map((folder) => ({ part, folder })))
    .filter(({ folder }) => isBelow(path, folder))
    .sort((a, b) => b.folder.length - a.folder.length);
  return found[0]?.part ?? null;
}

/** `from`: the directory that paths are written from. Throws a UserError that says what was not understood. */
export function selectTests(
  words: readonly string[],
  folders: Folders,
  from = process.env['INIT_CWD'] ?? '.',
): [part: string, selection: Selection][] {
  const wanted = new Map<string, string[]>();
  let name: string | null = null;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (word === '-t') {
      index += 1;
      name = words[index] ?? '';
      if (name === '') throw new UserError('"-t" needs a part of the name of a test after it.', usage(folders));
      continue;
    }
    if (word.startsWith('-'))
      throw new UserError(`There is no option ${word}.`, `${usage(folders)} Nothing else is understood.`);
    if (word in folders) {
      if (!wanted.has(word)) wanted.set(word, []);
      continue;
    }
    if (!existsSync(join(from, word))) throw new UserError(`There is no part and no file "${word}".`, usage(folders));
    const path = relative('.', resolve(from, word)).replaceAll('\\', '/');
    const part = partOf(path, folders);
    if (part === null) throw new UserError(`No part runs tests of ${path}.`, usage(folders));
    wanted.set(part, [...(wanted.get(part) ?? []), path]);
  }
  if (wanted.size === 0) {
    if (name !== null) throw new UserError('"-t" alone would start every part for it.', usage(folders));
    return Object.keys(folders).map((part) => [part, { paths: [], name }]);
  }
  return [...wanted].map(([part, paths]) => [part, { paths, name }]);
}
