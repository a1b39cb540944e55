/** Changes of a lab that a page offers, the choices that its reader guesses among, and the packs that a start fetches. */
import { describe, expect, test } from 'vitest';
import type { LabPage } from '../../src/contract/page.ts';
import { applyChange, runsOf } from '../../src/lab/change.ts';
import { brokenChoices, heldIn } from '../../src/lab/choices.ts';
import { bundleFiles, bundleId, packFiles } from '../../src/lab/manifest.ts';
import { packNames, type Manifest } from '../../src/lab/manifest-schema.ts';
import { lab, loaded, run } from '../fixtures/first-run.ts';

const words = { en: '', 'zh-cn': '' };
const change = { id: 'x', name: words };

describe('a change', () => {
  const load = { path: '/', pattern: 'burst' as const, requests: 1 };
  const two = { ...loaded, lab: { ...lab, load: [load, { ...load, name: 'probe' }], world: { cores: 4, seed: 9 } } };

  test('of a load is of the one that it names, or of the first', () => {
    const paths = (patch: object) =>
      [applyChange(two, { ...change, load: patch }).lab.load].flat().map(({ path }) => path);
    expect(paths({ path: '/x' })).toEqual(['/x', '/']);
    expect(paths({ path: '/x', name: 'probe' })).toEqual(['/', '/x']);
  });

  test('of the machine leaves the rest of it; without one the machine is the lab’s', () => {
    expect(applyChange(two, { ...change, world: { cores: 8 } }).lab.world).toEqual({ cores: 8, seed: 9 });
    expect(applyChange(two, change).lab).toEqual({ ...two.lab, expect: [] });
    expect(applyChange(loaded, change).lab).not.toHaveProperty('world');
    expect(applyChange(loaded, { ...change, expect: ['1 < 2'] }).lab.expect).toEqual(['1 < 2']);
  });

  test('of a lab is a run of its own, after that of the lab as written', () => {
    const page: LabPage = {
      question: words,
      open: {},
      changes: [
        { ...change, commands: { django: 'uvicorn x:y' } },
        { ...change, id: 'y' },
      ],
    };
    const runs = runsOf(loaded, page, { y: { fastapi: { 'main.py': 'changed' } } });
    expect(runs.map(([name]) => name)).toEqual(['base', 'x', 'y']);
    expect(runs[0]?.[1]).toBe(loaded);
    expect(runs[1]?.[1].lab.sides[1]?.command).toBe('uvicorn x:y');
    expect(runs[2]?.[1].files['fastapi']?.['main.py']).toBe('changed');
    expect(runsOf(loaded, null, {})).toEqual([['base', loaded]]);
  });
});

describe('choices', () => {
  const choice = (id: string, holds: string | string[]) => ({ id, text: words, holds });

  test('are well written when each has an id of its own and speaks of what the lab has', () => {
    expect(
      brokenChoices([choice('a', 'django.makespan > 1'), choice('b', ['1 < 2', 'fastapi.p95 > 1'])], lab, 'x'),
    ).toEqual([]);
    const broken = brokenChoices(
      [choice('a', 'flask.makespan > 1'), choice('b', ['1 < 2', 'django.p96 > 1']), choice('a', '1 < 2')],
      lab,
      'x',
    );
    expect(broken.map(({ code, path }) => [code, path])).toEqual([
      ['duplicate-id', [2, 'id']],
      ['wrong-value', [0, 'holds']],
      ['wrong-value', [1, 'holds', 1]],
    ]);
  });

  test('are true of a run when all holds that they say', () => {
    const choices = [choice('all', ['fastapi.errors == 0', 'django.errors == 0']), choice('half', ['1 < 2', '2 < 1'])];
    expect(heldIn(run, [...choices, choice('one', '1 < 2')])).toEqual(['all', 'one']);
  });
});

test('a bundle has a name, all its files, and for each start those that it needs, in order', () => {
  const file = (name: string) => ({ file: name, stored: 1, size: 1, sha256: '' });
  const packs = Object.fromEntries(packNames.map((name) => [name, file(name)])) as Manifest['packs'];
  const manifest: Manifest = {
    inputs: '0123456789abcdef',
    world: 'fedcba9876543210',
    versions: { pyodide: '', python: '' },
    ...{ loader: file('loader'), core: file('core'), wasm: file('wasm'), packs },
  };
  const names = (files: { file: string }[]): string[] => files.map((one) => one.file);
  expect(bundleId(manifest)).toBe('0123456789ab.fedcba987654');
  expect(names(bundleFiles(manifest))).toEqual(['loader', 'core', 'wasm', ...packNames]);
  expect(names(packFiles(manifest, ['base', 'django']))).toEqual(['base', 'django', 'world']);
});
