/**
 * What Pyodide's files are built from, besides Python packages, as far as its own build says it (its `Makefile.envs`, `cpython/Makefile` and
 * `cpython/Setup.local`) and the linked file names it. Versions where one of them states them. Look there again for a new Pyodide.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NoticePart } from '../licences/notice.ts';
import { ownSources } from './paths.ts';

/** A licence text of src/build/runtime/licences. */
const text = (name: string): string => readFileSync(join(ownSources, 'licences', `${name}.txt`), 'utf8');

/** Texts of licences that are the same for everybody, for parts that come without one. */
const standard: Record<string, readonly string[]> = {
  MIT: ['mit'],
  'Apache-2.0': ['apache-2.0'],
  'LLVM-exception': ['llvm-exception'],
  'MPL-2.0': ['mpl-2.0'],
  Zlib: ['zlib'],
  'Unicode-3.0': ['unicode-3.0'],
  'Unicode-DFS-2016': ['unicode-dfs-2016'],
};

/** The standard texts of the licences in an SPDX expression, as far as they are here. */
export const standardTexts = (expression: string): string[] =>
  expression
    .split(/[^A-Za-z0-9.-]+/)
    .flatMap((id) => standard[id] ?? [])
    .map(text);

type Row = readonly [name: string, version: string, licence: string, source: string, texts: readonly string[]];

const rows = (pyodide: string, python: string): Row[] => [
  ['Pyodide', pyodide, 'MPL-2.0', `https://github.com/pyodide/pyodide/tree/${pyodide}`, ['mpl-2.0']],
  ['hiwire (of Pyodide)', '', 'MPL-2.0', 'https://github.com/pyodide/hiwire', ['mpl-2.0']],
  ['stackframe, error-stack-parser', '', 'MIT', 'https://github.com/stacktracejs', ['stackframe']],
  ['CPython', python, 'PSF-2.0', 'https://github.com/python/cpython', ['cpython', 'cpython-incorporated']],
  ['Expat', '2.7.3', 'MIT', 'https://libexpat.github.io', ['expat']],
  ['HACL*', '', 'MIT', 'https://github.com/hacl-star/hacl-star', ['hacl']],
  ['libmpdec', '', 'BSD-2-Clause', 'https://www.bytereef.org/mpdecimal/', ['libmpdec']],
  ['mimalloc', '', 'MIT', 'https://github.com/microsoft/mimalloc', ['mimalloc']],
  ['SQLite', '3.39.0', 'blessing', 'https://sqlite.org', ['sqlite']],
  ['zlib', '', 'Zlib', 'https://zlib.net', ['zlib']],
  ['bzip2', '1.0.6', 'bzip2-1.0.6', 'https://sourceware.org/bzip2/', ['bzip2']],
  ['liblzma (XZ Utils)', '5.2.2', 'LicenseRef-public-domain', 'https://tukaani.org/xz/', ['xz']],
  ['Zstandard', '1.5.7', 'BSD-3-Clause', 'https://github.com/facebook/zstd', ['zstd']],
  ['libffi', '', 'MIT', 'https://github.com/libffi/libffi', ['libffi']],
  ['Emscripten', '', 'MIT', 'https://github.com/emscripten-core/emscripten', ['emscripten']],
  ['musl', '', 'MIT', 'https://musl.libc.org', ['musl']],
  ['dlmalloc', '', 'CC0-1.0', 'https://gee.cs.oswego.edu/dl/html/malloc.html', ['dlmalloc']],
  ['MiniLZ4', '', 'MIT', 'https://github.com/pierrec/node-lz4', ['mini-lz4']],
  [
    ...(['libc++, libc++abi, compiler-rt', '', 'Apache-2.0 WITH LLVM-exception', 'https://llvm.org'] as const),
    ['apache-2.0', 'llvm-exception'],
  ],
];

export const engineParts = (versions: { pyodide: string; python: string }): NoticePart[] =>
  rows(versions.pyodide, versions.python).map(([name, version, licence, source, texts]) => ({
    ...{ name, version, licence, source },
    texts: texts.map(text),
  }));
