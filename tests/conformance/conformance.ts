/**
 * `npm run conformance`: runs published test suites inside the world. All of them; or those that are named; or a part of one, by what its
 * pytest would get: `npm run conformance -- anyio tests/test_sockets.py`. A failure that is not known and a known one that passed both fail.
 */
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

await main(async () => {
  const words = process.argv.slice(2);
  const named = words.filter((word) => suites.some(({ name }) => name === word));
  const parts = words.filter((word) => !named.includes(word));
  if (parts.length > 0 && named.length !== 1) {
    throw new UserError(
      `There is no suite "${parts[0] ?? ''}".`,
      `Name some of: ${suites.map(({ name }) => name).join(', ')}; after one suite, files or tests of it.`,
    );
  }
  await buildRuntime();
  const rows: string[] = [];
  let isAsKnown = true;
  for (const suite of suites) {
    if (named.length > 0 && !named.includes(suite.name)) continue;
    const judged = await runSuite(suite, parts);
    if (!judged) continue;
    const { counted, passed, known, unknown, mended } = judged;
    const rate = counted > 0 ? ((100 * passed) / counted).toFixed(1) : '-';
    rows.push([suite.name.padEnd(10), counted, passed, known.length, `${rate} %`].join('\t'));
    for (const [test, why] of Object.entries(unknown)) console.log(`FAILED ${suite.name} ${test}\n  ${why}`);
    for (const pattern of mended)
      console.log(`PASSED ${suite.name} ${pattern}, a known failure: take it out of known/`);
    if (Object.keys(unknown).length > 0 || mended.length > 0) isAsKnown = false;
  }
  console.log(['suite'.padEnd(10), 'counted', 'passed', 'known', 'rate'].join('\t'));
  for (const row of rows) console.log(row);
  if (!isAsKnown) process.exitCode = 1;
});
