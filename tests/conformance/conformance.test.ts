/** The runner tells the truth, and a sample of the published suites passes; `npm run conformance` runs all of them. */
import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { judge, parseKnown, readKnown } from './known.ts';
import { pack, payloadOf, readPrinted, runShard, shardOf } from './shard.ts';
import { suites } from './suites.ts';

describe('the runner', () => {
  let payload = '';
  beforeAll(async () => {
    const canary = await readFile(new URL('inside/test_canary.py', import.meta.url));
    payload = await pack({ 'test_canary.py': new Uint8Array(canary) });
  });
  const canary = (...args: string[]) =>
    runShard({ payload, runner: 'pytest', arguments: args, imports: [], afresh: [], uncounted: ['*uncounted*'] });

  test('tells of every test what became of it', async () => {
    const { failed, ...counts } = await canary('test_canary.py', '-k', 'not hangs and not ends');
    expect(counts).toEqual({ passed: 1, skipped: 1, uncounted: 1 });
    expect(Object.keys(failed).sort()).toEqual(
      ['accept', 'fails', 'lock', 'sleep', 'tidies_up'].map((name) => `test_canary.py::test_${name}`),
    );
    expect(failed['test_canary.py::test_fails']).toContain('assert 1 == 2');
  });

  test.each(['hangs', 'ends'])('tells which test %s', async (name) => {
    const { failed } = await canary('test_canary.py', '-k', name);
    expect(Object.keys(failed)).toEqual([`after test_canary.py::test_${name}`]);
  });

  test('tells that there was nothing to run', async () => {
    const { failed } = await canary('test_missing.py');
    expect(Object.keys(failed)).toEqual(['after the start']);
  });
});

describe('known failures', () => {
  const known = parseKnown('# a comment\n\na.py::test_one*  # one reason\na.py::test_two[x]  # another\n');
  const result = (...failed: string[]) => ({
    ...readPrinted('={"code":1,"passed":3,"failed":0,"skipped":0,"uncounted":0}', ''),
    failed: Object.fromEntries(failed.map((name) => [name, 'why'])),
  });

  test('each has a reason', () => {
    expect(() => parseKnown('a.py::test_one')).toThrow('without a reason');
  });

  test('a failure that nobody knew of is told', () => {
    const judged = judge(result('a.py::test_one[1]', 'a.py::test_two[x]', 'a.py::test_three'), known, true);
    expect(judged).toMatchObject({ counted: 6, passed: 3, unknown: { 'a.py::test_three': 'why' }, mended: [] });
  });

  test('a known failure that passed is told, unless only a part was run', () => {
    expect(judge(result('a.py::test_one[1]'), known, true).mended).toEqual(['a.py::test_two[x]']);
    expect(judge(result('a.py::test_one[1]'), known, false).mended).toEqual([]);
  });
});

/** Threads, sockets, locks and signals through the libraries that stand on them most directly. */
const sample: [string, string][] = [
  ['asgiref', 'tests'],
  ['anyio', 'tests/test_from_thread.py'],
  ['anyio', 'tests/test_synchronization.py'],
  ['anyio', 'tests/test_signals.py'],
  ['gunicorn', 'tests/test_gthread.py'],
  ['starlette', 'tests/test_concurrency.py'],
  ['django', 'handlers'],
];

test.concurrent.each(sample)('%s: %s', async (name, part) => {
  const suite = suites.find((one) => one.name === name);
  if (!suite) throw new Error(`no suite ${name}`);
  const payload = await payloadOf(suite);
  if (payload === undefined) throw new Error(`no tests of ${name}`);
  const result = await runShard(shardOf(suite, payload, [part]));
  expect(judge(result, await readKnown(name), false).unknown).toEqual({});
  expect(result.passed).toBeGreaterThan(0);
});
