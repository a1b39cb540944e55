/** The runtime bundle: what it weighs, that it is what its manifest says, and that an incomplete one ends in a clear problem. */
import { createHash } from 'node:crypto';
import { appendFile, cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runInTurn, runJob } from '../../src/lab/node/headless.ts';
import { bundleFiles, manifestFile, packFiles } from '../../src/lab/manifest.ts';
import { manifestOf } from '../../src/lab/node/read-manifest.ts';
import type { PackName } from '../../src/lab/manifest-schema.ts';
import { burst, fastapiFiles, jobOf } from './programs.ts';

const place = 'public/runtime';
const manifest = await manifestOf(place);
const job = jobOf({ command: 'uvicorn main:app', files: fastapiFiles() }, [burst('/def', 3)]);

const megabytes = (files: readonly { stored: number }[]): number =>
  files.reduce((sum, { stored }) => sum + stored, 0) / 1e6;

test('FastAPI alone stays below 8 MB, with Django and gunicorn below 11 MB, and what only some labs import adds little', () => {
  const { loader, core, wasm } = manifest;
  const fetched = (...packs: PackName[]) => megabytes([loader, core, wasm, ...packFiles(manifest, packs)]);
  expect(fetched('fastapi')).toBeLessThan(8);
  expect(fetched('fastapi', 'django', 'gunicorn', 'zones')).toBeLessThan(11);
  expect(megabytes(bundleFiles(manifest))).toBeLessThan(12);
});

test('files are what the manifest says, named by their content, and nothing lies beside them', async () => {
  const files = bundleFiles(manifest);
  for (const { file, stored, sha256 } of files) {
    const bytes = await readFile(join(place, file));
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
    expect(bytes.length).toBe(stored);
    expect(file).toContain(sha256.slice(0, 16));
  }
  const present = (await readdir(place)).filter((name) => !name.startsWith('.'));
  expect(present.sort()).toEqual([...files.map(({ file }) => file), manifestFile, 'NOTICE.txt'].sort());
});

test('NOTICE names what is shipped, with its licence', async () => {
  const notice = await readFile(join(place, 'NOTICE.txt'), 'utf8');
  for (const name of ['Pyodide', 'CPython', 'fastapi', 'pydantic_core', 'Django', 'gunicorn', 'uvicorn', 'h11'])
    expect(notice).toMatch(new RegExp(`^- ${name.replace('_', '[-_]')} [\\d.]+: .+`, 'mi'));
  const whole = await readFile('public/NOTICE-python.txt', 'utf8');
  // Every package of requirements.txt, and what is linked into one of them.
  const locked = Array.from(
    (await readFile('src/build/runtime/requirements.txt', 'utf8')).matchAll(/^([\w.-]+)==/gm),
    ([, name = '']) => name,
  );
  expect(locked.length).toBeGreaterThan(20);
  for (const name of [...locked, 'pyo3', 'mimalloc', 'SQLite'])
    expect(whole).toMatch(new RegExp(`^- ${name.replace(/[-_]/g, '[-_]')}( [\\d.]+)?: .+`, 'mi'));
  expect(whole).toContain('Mozilla Public License Version 2.0');
});

test('the same job gives the same outcome, byte for byte', async () => {
  const [first, second] = await Promise.all([runInTurn(job), runInTurn(job)]);
  expect(first.kind).toBe('ran');
  expect(JSON.stringify(second)).toBe(JSON.stringify(first));
});

let copy = '';
beforeEach(async () => {
  copy = await mkdtemp(join(tmpdir(), 'runtime-'));
  await cp(place, copy, { recursive: true });
});
afterEach(async () => {
  await rm(copy, { recursive: true });
});

const parts = ['core', 'wasm', 'pack'] as const;
const fileOf = (part: (typeof parts)[number]): string =>
  (part === 'pack' ? manifest.packs.fastapi : manifest[part]).file;

test.each(parts)('a missing %s is named', async (part) => {
  await rm(join(copy, fileOf(part)));
  expect(await runJob(job, copy)).toMatchObject({
    kind: 'failed',
    problem: { code: 'engine-missing', values: { file: fileOf(part) }, side: job.side.id },
  });
});

test.each(parts)('a damaged %s is named', async (part) => {
  await appendFile(join(copy, fileOf(part)), ' ');
  expect(await runJob(job, copy)).toMatchObject({
    kind: 'failed',
    problem: { code: 'engine-damaged', values: { file: fileOf(part) }, side: job.side.id },
  });
});

test.each([
  ['no JSON', 'x'],
  ['another version of it', JSON.stringify({ ...manifest, packs: undefined })],
  ['a file elsewhere', JSON.stringify({ ...manifest, core: { ...manifest.core, file: '../core.js' } })],
])('a bundle whose manifest is %s is not started', async (_, text) => {
  await writeFile(join(copy, manifestFile), text);
  expect(await runJob(job, copy)).toMatchObject({
    problem: { code: 'engine-unfit', values: { file: manifestFile } },
  });
});

test('a bundle without a manifest is not started', async () => {
  await rm(join(copy, manifestFile));
  expect(await runJob(job, copy)).toMatchObject({
    problem: { code: 'engine-missing', values: { file: manifestFile } },
  });
});
