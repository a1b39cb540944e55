/** Arrows run one way: which folder may use which (docs/architecture.md). A folder that is not listed here has to be given its place. */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

/** What each folder of src may use besides itself, not counting the packages of others. */
const below = ['schemas', 'i18n', 'contract', 'trace', 'lab'];
const mayUse: Record<string, readonly string[]> = {
  schemas: [],
  i18n: ['schemas'],
  contract: ['schemas', 'i18n'],
  trace: ['schemas', 'i18n', 'contract'],
  lab: ['schemas', 'i18n', 'contract', 'trace'],
  'lab/engine': ['contract', 'lab'],
  'lab/page': ['contract', 'lab', 'lab/engine'],
  'lab/node': ['schemas', 'contract', 'lab', 'lab/engine'],
  cli: [...below, 'lab/node'],
  learn: [...below, 'lab/node'],
  workbench: [...below, 'lab/page', 'learn'],
  charts: ['schemas', 'i18n', 'contract', 'trace'],
  replay: below,
  sandbox: [],
  claims: ['schemas', 'i18n'],
  glossary: ['schemas', 'i18n'],
  guide: ['schemas', 'i18n'],
  measurements: ['schemas', 'i18n'],
  build: [...below, 'lab/engine', 'lab/node', 'learn'],
  components: [
    ...[...below, 'lab/node', 'lab/page', 'learn', 'workbench', 'charts', 'replay', 'sandbox'],
    ...['claims', 'glossary', 'guide', 'measurements', 'styles'],
  ],
  pages: ['components', 'i18n', 'learn'],
};

/** Of a file in src/world: its folder, or the file itself. */
const worldMayUse: Record<string, readonly string[]> = {
  kernel: ['limits'],
  modules: ['limits', 'kernel'],
  'machine.py': ['limits', 'kernel', 'modules'],
  tracing: ['limits', 'kernel'],
  clients: ['limits', 'kernel', 'machine', 'tracing'],
  servers: ['limits', 'kernel', 'machine', 'tracing', 'clients'],
};

function folderOf(file: string): string {
  const [, first = '', second = '', third] = file.split('/');
  return first === 'lab' && third !== undefined ? `lab/${second}` : first;
}

test('no folder of src uses one that stands above it', () => {
  const wrong = globSync('src/**/*.{ts,tsx,astro}').flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/(?:from\s+|import\(|import\s+)'(\.[^'?]+)/g)].flatMap(([, path = '']) => {
      const from = folderOf(file);
      const used = normalize(join(dirname(file), path));
      const to = folderOf(used);
      // Files beside the folders belong to the build of the site or to nobody.
      if (!used.startsWith('src/') || from === to || from.includes('.') || to.includes('.')) return [];
      return mayUse[from]?.includes(to) ? [] : [`${file} uses ${path}`];
    }),
  );
  expect(wrong).toEqual([]);
});

test('no folder of the world uses one that stands above it, not even for types', () => {
  const wrong = globSync('src/world/**/*.py').flatMap((file) => {
    const own = file.split('/')[2] ?? '';
    const allowed = worldMayUse[own];
    if (allowed === undefined) return [];
    const text = readFileSync(file, 'utf8');
    const used = [
      ...[...text.matchAll(/^\s*from world\.(\w+)/gm)].map(([, name = '']) => name),
      ...[...text.matchAll(/^\s*from world import ([\w, ]+)/gm)].flatMap(([, names = '']) => names.split(', ')),
    ];
    return used
      .filter((name) => name !== own && name !== own.replace('.py', '') && !allowed.includes(name))
      .map((name) => `${file} uses world.${name}`);
  });
  expect(wrong).toEqual([]);
});
