/**
 * `npm run conformance`: runs published test suites inside the world. All of them; or those that are named; or a part of one, by what its
 * runner would get: `npm run conformance -- anyio tests/test_sockets.py`. A failure that is not known and a known one that passed both fail.
 * `--table`: writes the figures to docs/conformance.md.
 */
import { writeFile } from 'node:fs/promises';
import { buildRuntime } from '../../src/build/products.ts';
import { log, main, UserError } from '../../src/build/log.ts';
import { howToGet } from './cpython.ts';
import { judge, readKnown, type Judged } from './known.ts';
import { payloadOf, runShard, shardOf, type Result } from './shard.ts';
import type { Suite } from './suite.ts';
import { suites } from './suites.ts';

/** What costs a whole shard is told apart from the same of another. */
const named = (shard: string, result: Result): Result => ({
  ...result,
  failed: Object.fromEntries(
    Object.entries(result.failed).map(([test, why]) => [test.startsWith('after ') ? `${shard}, ${test}` : test, why]),
  ),
});

async function runSuite(suite: Suite, parts: readonly string[]): Promise<Judged | undefined> {
  const payload = await payloadOf(suite);
  if (payload === undefined) {
    log(`${suite.name}: left out. ${howToGet}`);
    return undefined;
  }
  const shards = parts.length > 0 ? [parts.join(' ')] : suite.shards;
  const results = await Promise.all(
    shards.map(async (shard) => {
      const result = await runShard(shardOf(suite, payload, shard.split(' ')));
      const failures = Object.keys(result.failed).length;
      log(`${suite.name} ${shard}: ${String(result.passed)} passed, ${String(failures)} failed`);
      return named(shard, result);
    }),
  );
  const sum = (key: 'passed' | 'skipped' | 'uncounted'): number =>
    results.reduce((total, result) => total + result[key], 0);
  const whole: Result = {
    passed: sum('passed'),
    skipped: sum('skipped'),
    uncounted: sum('uncounted'),
    failed: Object.assign({}, ...results.map(({ failed }) => failed)) as Record<string, string>,
  };
  return judge(whole, await readKnown(suite.name), parts.length === 0);
}

const heads = ['suite', 'counted', 'passed', 'known', 'rate'];
const table = new URL('../../docs/conformance.md', import.meta.url);

/** The page that says how much of each suite passes. */
function asPage(rows: readonly string[][]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    '# Published suites inside the world',
    '',
    'How many tests of each suite pass, written by `npm run conformance -- --table`. Not counted: what the suite’s file in',
    '`tests/conformance/suites` names, with the reason. Known: failures that `tests/conformance/known` lists, with theirs.',
    '',
    line(heads),
    line(heads.map(() => '---')),
    ...rows.map(line),
    '',
  ].join('\n');
}

await main(async () => {
  const words = process.argv.slice(2).filter((word) => word !== '--table');
  const isTable = process.argv.includes('--table');
  const named = words.filter((word) => suites.some(({ name }) => name === word));
  const parts = words.filter((word) => !named.includes(word));
  if (isTable && words.length > 0)
    throw new UserError('A table is made of whole suites.', 'Leave out the names, or --table.');
  if (parts.length > 0 && named.length !== 1) {
    throw new UserError(
      `There is no suite "${parts[0] ?? ''}".`,
      `Name some of: ${suites.map(({ name }) => name).join(', ')}; after one suite, files or tests of it.`,
    );
  }
  await buildRuntime();
  const rows: string[][] = [];
  let isAsKnown = true;
  for (const suite of suites) {
    if (named.length > 0 && !named.includes(suite.name)) continue;
    const judged = await runSuite(suite, parts);
    if (!judged) continue;
    const { counted, passed, known, unknown, mended } = judged;
    // Rounded down: all of them are more than nearly all.
    const rate = counted > 0 ? (Math.floor((1000 * passed) / counted) / 10).toFixed(1) : '-';
    rows.push([suite.name, String(counted), String(passed), String(known.length), `${rate} %`]);
    for (const [test, why] of Object.entries(unknown)) console.log(`FAILED ${suite.name} ${test}\n  ${why}`);
    for (const pattern of mended)
      console.log(`PASSED ${suite.name} ${pattern}, a known failure: take it out of known/`);
    if (Object.keys(unknown).length > 0 || mended.length > 0) isAsKnown = false;
  }
  for (const [name = '', ...figures] of [heads, ...rows]) console.log([name.padEnd(15), ...figures].join('\t'));
  if (isTable) await writeFile(table, asPage(rows));
  if (!isAsKnown) process.exitCode = 1;
});
