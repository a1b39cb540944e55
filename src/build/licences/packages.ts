/** From the modules of a bundle to the npm packages that they came from. Node only. */
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { NoticePart } from './notice.ts';

const folder = '/node_modules/';

/** Modules that a bundler makes up, by how their names begin. */
const madeUp: readonly [start: string, name: string][] = [
  ['vite/', 'vite'],
  ['rolldown/', 'rolldown'],
  ['astro:', 'astro'],
  ['virtual:astro:', 'astro'],
  ['@astrojs/react', '@astrojs/react'],
  ['virtual:starlight', '@astrojs/starlight'],
  ['virtual:astro-expressive-code', 'astro-expressive-code'],
];

const ownText = (name: string): string => readFileSync(join(import.meta.dirname, `texts/${name}.txt`), 'utf8');

/** Licence texts of packages that come without one: as in their repositories, or of the package that they are made with. */
const texts: Record<string, () => string> = {
  pagefind: () => ownText('pagefind'),
  '@pagefind/default-ui': () => ownText('pagefind'),
  '@stitches/core': () => ownText('stitches-core'),
  'static-browser-server': () => readFileSync(join(directoryOf('@codesandbox/sandpack-client'), 'LICENSE'), 'utf8'),
};

const require = createRequire(import.meta.url);

/** Where a package lies that the project has. */
export function directoryOf(name: string): string {
  const folders = (require.resolve.paths(name) ?? []).map((path) => join(path, name));
  const found = folders.find((path) => existsSync(join(path, 'package.json')));
  if (found === undefined) throw new Error(`The package ${name} is not installed.`);
  return realpathSync(found);
}

/** The directory of the package of a module; null for the project's own. Throws for a module that nobody can be named for. */
export function packageDirectory(id: string): string | null {
  const path = id
    .replace(/^\0/, '')
    .replace(/[?#].*$/, '')
    .replaceAll('\\', '/');
  const at = path.lastIndexOf(folder);
  if (at >= 0) {
    const [first = '', second = ''] = path.slice(at + folder.length).split('/');
    return realpathSync(path.slice(0, at + folder.length) + (first.startsWith('@') ? `${first}/${second}` : first));
  }
  const known = madeUp.find(([start]) => path.startsWith(start));
  if (known) return directoryOf(known[1]);
  if (id.startsWith('\0') || /^[\w@-]+:/.test(path))
    throw new Error(`Nobody knows whose module ${JSON.stringify(id)} is.`);
  return null;
}

interface PackageJson {
  name: string;
  version: string;
  license?: string | { type?: string };
  homepage?: string;
  repository?: string | { url?: string };
}

const licenceFile = /^(licen[cs]e|copying|notice)/i;

/** What the package in a directory says of itself. */
export function partOf(directory: string): NoticePart {
  const { name, version, license, homepage, repository } = JSON.parse(
    readFileSync(join(directory, 'package.json'), 'utf8'),
  ) as PackageJson;
  const address = (typeof repository === 'string' ? repository : repository?.url) ?? homepage ?? '';
  const files = readdirSync(directory, { withFileTypes: true });
  const own = files.filter((file) => file.isFile() && licenceFile.test(file.name)).map((file) => file.name);
  return {
    name,
    version,
    licence: (typeof license === 'string' ? license : license?.type) ?? '',
    source: address.replace(/^git\+/, '').replace(/\.git$/, ''),
    texts:
      own.length > 0 ? own.sort().map((file) => readFileSync(join(directory, file), 'utf8')) : [texts[name]?.() ?? ''],
  };
}
