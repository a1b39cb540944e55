/**
 * `npm run faults`: a thousand faults injected into a lab's page, and what its reader was not spared. Most strike the page's own parts with a
 * fake host, engine and clock; the others the built site in a real browser. One line for each kind, a total, exit status 1 if any reader
 * lost work, was left without a helpful word, or was stuck. `npm run faults -- 7` draws other ones, `-- 7 fakes` and `-- 7 browser` play one part.
 */
import { main } from '../../src/build/log.ts';
import { browserCases } from './browser-cases.ts';
import { browserFaults } from './browser.ts';
import type { Failing } from './judge.ts';
import { faultTable, playAll, type FaultVerdict } from './table.ts';

const wanted = 1000;
const failings: readonly Failing[] = ['lost', 'silent', 'stuck'];

const countOf = (verdicts: readonly FaultVerdict[], failing: Failing): number =>
  verdicts.filter(({ complaints }) => complaints.some((one) => one.failing === failing)).length;
const summaryOf = (verdicts: readonly FaultVerdict[]): string =>
  failings.map((failing) => `${String(countOf(verdicts, failing)).padStart(3)} ${failing}`).join(' ');

function report(verdicts: readonly FaultVerdict[]): void {
  for (const [kind, own] of Map.groupBy(verdicts, ({ kind }) => kind)) {
    console.log(`${String(own.length).padStart(4)} ${summaryOf(own)}  ${kind}`);
    for (const { name, complaints } of own) {
      for (const { failing, detail } of complaints) console.log(`       ${failing}: ${name}: ${detail}`);
    }
  }
}

await main(async () => {
  const [seed = '1', part = 'all', only = ''] = process.argv.slice(2);
  const fakes = part === 'browser' ? [] : await playAll(faultTable(Number(seed), wanted - browserCases.length));
  report(fakes);
  const browser: FaultVerdict[] = [];
  if (part !== 'fakes') {
    browser.push(...(await browserFaults(only)));
    report(browser);
  }
  const all = [...fakes, ...browser];
  console.log(`${all.length} faults: ${summaryOf(all)}`);
  if (all.some(({ complaints }) => complaints.length > 0)) process.exitCode = 1;
});
