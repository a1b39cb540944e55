/**
 * `npm test`: every part in turn, or the parts named as arguments. Nothing here keeps more than two processes busy at a time.
 * The last line counts the tests of all parts; a step that counts nothing is one test.
 */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { findChromium } from './chromium.ts';
import { exitCode, toolScript } from './command.ts';
import { buildRuns, buildRuntime } from './products.ts';
import { findRuff } from './ruff.ts';
import { main, say, Stumble } from './say.ts';
import { buildSite, rootSite, subPathSite } from './site.ts';

interface Count {
  passed: number;
  failed: number;
}

const parts: Record<string, () => Promise<Count>> = {
  lint: () =>
    steps([
      ['formatting', () => node('prettier', ['--check', '--log-level', 'warn', '.'])],
      // Before the code: it writes the types of the content, which typed rules ask for.
      ['types', () => node('astro', ['check', '--minimumSeverity', 'warning'])],
      ['code', () => node('eslint', ['--max-warnings', '0', '.'])],
      ['Python code', async () => exitCode(await findRuff(), ['check', '--quiet', '.'])],
      ['Python formatting', async () => exitCode(await findRuff(), ['format', '--check', '--quiet', '.'])],
      ['unused code', () => node('knip', ['--no-progress'])],
    ]),
  unit: () => vitest('unit'),
  world: async () => {
    await buildRuns();
    return vitest('world');
  },
  fidelity: async () => {
    await buildRuntime();
    return vitest('fidelity');
  },
  site: async () => {
    await buildPages();
    return vitest('site');
  },
  e2e: async () => {
    const browser = await findChromium();
    await buildPages();
    return playwright(browser);
  },
};

await main(async () => {
  const wanted = process.argv.slice(2);
  // Beside the checks of the code, which leave a core free. A failure is told by the parts that need it.
  if (wanted.length === 0) buildRuntime().catch(() => undefined);
  const total: Count = { passed: 0, failed: 0 };
  for (const name of wanted.length > 0 ? wanted : Object.keys(parts)) {
    const part = parts[name];
    if (!part) throw new Stumble(`There is no part "${name}".`, `name some of: ${Object.keys(parts).join(', ')}.`);
    say(`testing: ${name}`);
    const started = performance.now();
    const count = await safely(part);
    total.passed += count.passed;
    total.failed += count.failed;
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    say(`${name}: ${String(count.passed)} passed, ${String(count.failed)} failed, ${seconds} s`);
  }
  console.log(`${String(total.passed)} passed, ${String(total.failed)} failed`);
  if (total.failed > 0) process.exitCode = 1;
});

/** A part that cannot even start is one failed test; the others still run. */
async function safely(part: () => Promise<Count>): Promise<Count> {
  try {
    return await part();
  } catch (error) {
    console.error(error instanceof Stumble ? `waitlab: ${error.message}\nNext: ${error.next}` : error);
    return { passed: 0, failed: 1 };
  }
}

async function steps(list: [string, () => Promise<number | null>][]): Promise<Count> {
  const count: Count = { passed: 0, failed: 0 };
  for (const [name, step] of list) {
    say(`checking ${name}`);
    if ((await step()) === 0) count.passed += 1;
    else count.failed += 1;
  }
  return count;
}

async function buildPages(): Promise<void> {
  await buildRuns();
  await Promise.all([rootSite, subPathSite].map(buildSite));
}

async function node(command: string, args: string[]): Promise<number | null> {
  return exitCode(process.execPath, [await toolScript(command), ...args]);
}

/** Both runners' reports, as far as they are read here. */
interface Report {
  numPassedTests?: number;
  numFailedTests?: number;
  numFailedTestSuites?: number;
  stats?: { expected: number; unexpected: number; flaky: number };
}

async function vitest(project: string): Promise<Count> {
  const file = join('.cache', `test-${project}.json`);
  await rm(file, { force: true });
  const code = await node('vitest', [
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ]);
  const report = await readReport(file);
  const failed = report.numFailedTests ?? 0;
  // A file that cannot be loaded, or an error outside any test, fails the run without failing a test.
  return { passed: report.numPassedTests ?? 0, failed: failed === 0 && code !== 0 ? 1 : failed };
}

async function playwright(browser: string): Promise<Count> {
  const file = join('.cache', 'test-e2e.json');
  await rm(file, { force: true });
  const code = await exitCode(
    process.execPath,
    [await toolScript('@playwright/test', 'playwright'), 'test', '--reporter=list,json'],
    { env: { CHROMIUM: browser, PLAYWRIGHT_JSON_OUTPUT_NAME: file } },
  );
  const { stats = { expected: 0, unexpected: 0, flaky: 0 } } = await readReport(file);
  const failed = stats.unexpected + stats.flaky;
  return { passed: stats.expected, failed: failed === 0 && code !== 0 ? 1 : failed };
}

async function readReport(file: string): Promise<Report> {
  return JSON.parse(await readFile(file, 'utf8').catch(() => '{}')) as Report;
}
