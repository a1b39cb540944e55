/** Recordings are made anew when a part of the engine has changed; that none is forgotten depends on these lists. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { moduleGraph } from '../../src/build/module-graph.ts';
import { engineModules, lockedPackages } from '../../src/build/recordings/key.ts';

test('a run is made by everything that its engine, its process and its check import, however far down, and by no type', () => {
  const { files, packages } = moduleGraph(...engineModules);
  for (const part of [
    'engine/boundary',
    'engine/callers',
    'engine/clock',
    'engine/engine',
    'engine/green-threads',
    'engine/headroom',
    'engine/lockdown',
    'engine/native-wasm',
    'engine/pack',
    'engine/random',
    'node/child',
    'node/host',
    'node/hosts',
    'node/namespaces',
    'check-raw',
  ])
    expect(files).toContain(`src/lab/${part}.ts`);
  // Only its types are imported.
  expect(files).not.toContain('src/lab/protocol.ts');
  expect(files).not.toContain('src/lab/node/headless.ts');
  expect(packages).toContain('ses');
});

test('every way of importing counts, and no type', () => {
  const root = mkdtempSync(join(tmpdir(), 'graph-'));
  try {
    const put = (name: string, text = ''): void => writeFileSync(join(root, `${name}.ts`), text);
    put(
      'entry',
      `import { a } from './named.ts';
import {
  b,
} from './lines.ts';
import './bare.ts';
import type { T } from './type.ts';
export { c } from './passed.ts';
export type { U } from './passed-type.ts';
import { join } from 'node:path';
import d from 'plain';
import { z } from '@scope/name/deep';
const e = await import('./asked.ts');
thing.import('./method.ts');
`,
    );
    // Modules may import each other.
    put('bare', `import './below.ts';\nimport './entry.ts';\n`);
    for (const name of ['named', 'lines', 'passed', 'asked', 'below']) put(name);
    const { files, packages } = moduleGraph(join(root, 'entry.ts'));
    expect(files.map((file) => file.slice(root.length + 1))).toEqual(
      ['asked', 'bare', 'below', 'entry', 'lines', 'named', 'passed'].map((name) => `${name}.ts`),
    );
    expect(packages).toEqual(['@scope/name', 'plain']);
  } finally {
    rmSync(root, { recursive: true });
  }
});

test('packages count with all that they need, as they are locked', () => {
  const lock = {
    packages: {
      'node_modules/a': { version: '1.0.0', integrity: 'sha-a', dependencies: { b: '^2.0.0' } },
      'node_modules/b': { version: '2.1.0', integrity: 'sha-b', dependencies: { a: '^1.0.0' } },
      'node_modules/c': { version: '3.0.0', integrity: 'sha-c' },
    },
  };
  expect(lockedPackages(lock, ['a'])).toEqual(['a 1.0.0 sha-a', 'b 2.1.0 sha-b']);
  expect(() => lockedPackages(lock, ['d'])).toThrow('package-lock.json names no package d');
});
