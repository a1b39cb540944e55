/** The list of what the bundle redistributes. Licence texts travel with each package; this names them all in one place. */
import type { SourceFile } from './contents.ts';

interface Part {
  name: string;
  version: string;
  licence: string;
  source: string;
}

/** What Pyodide's WebAssembly file is built from (its own `Makefile.envs` and `cpython/Makefile`), besides itself. */
const engine = (pyodide: string, python: string): Part[] => [
  {
    name: 'Pyodide',
    version: pyodide,
    licence: 'MPL-2.0',
    source: `https://github.com/pyodide/pyodide/tree/${pyodide}`,
  },
  { name: 'CPython', version: python, licence: 'PSF-2.0', source: 'https://github.com/python/cpython' },
  {
    name: 'Emscripten runtime, musl',
    version: '',
    licence: 'MIT',
    source: 'https://github.com/emscripten-core/emscripten',
  },
  { name: 'SQLite', version: '', licence: 'public domain', source: 'https://sqlite.org' },
  { name: 'zlib', version: '', licence: 'Zlib', source: 'https://zlib.net' },
  { name: 'bzip2', version: '', licence: 'bzip2-1.0.6', source: 'https://sourceware.org/bzip2/' },
  { name: 'liblzma (XZ Utils)', version: '', licence: '0BSD', source: 'https://tukaani.org/xz/' },
  { name: 'Zstandard', version: '', licence: 'BSD-3-Clause', source: 'https://github.com/facebook/zstd' },
  { name: 'libffi', version: '', licence: 'MIT', source: 'https://github.com/libffi/libffi' },
  { name: 'HACL*', version: '', licence: 'MIT', source: 'https://github.com/hacl-star/hacl-star' },
  { name: 'Expat', version: '', licence: 'MIT', source: 'https://libexpat.github.io' },
  { name: 'libmpdec', version: '', licence: 'BSD-2-Clause', source: 'https://www.bytereef.org/mpdecimal/' },
];

function ofPackage({ bytes }: SourceFile): Part {
  const text = new TextDecoder().decode(bytes);
  const header = (name: string): string => new RegExp(`^${name}: (.*)$`, 'm').exec(text)?.[1]?.trim() ?? '';
  const classifier = /^Classifier: License :: OSI Approved :: (.*)$/m.exec(text)?.[1] ?? '';
  return {
    name: header('Name'),
    version: header('Version'),
    licence: header('License-Expression') || header('License') || classifier || 'see its licence file',
    source:
      header('Home-page') ||
      (/^Project-URL: (?:Source|Repository|Homepage|Home|Source Code)[^,]*, (.*)$/im.exec(text)?.[1] ?? ''),
  };
}

export function notice(files: readonly SourceFile[], versions: { pyodide: string; python: string }): string {
  const packages = files.filter(({ path }) => path.endsWith('.dist-info/METADATA')).map(ofPackage);
  const licences = files
    .filter(({ path }) => /\/licen[cs]es?\/|\/(LICEN[CS]E|COPYING|NOTICE|AUTHORS)[^/]*$/i.test(path))
    .map(({ path }) => path);
  const row = (part: Part): string =>
    `- ${[part.name, part.version].filter(Boolean).join(' ')}: ${part.licence}. ${part.source}`;
  return `Waitlab's runtime bundle redistributes the following, unmodified but for being trimmed, compiled to bytecode and compressed.

The engine:
${engine(versions.pyodide, versions.python).map(row).join('\n')}

Python packages:
${packages.map(row).join('\n')}

Their licence texts are part of the bundle, on the virtual disk of every run:
${licences.map((path) => `- ${path}`).join('\n')}
`;
}
