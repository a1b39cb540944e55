/**
 * `npm test`: every part in turn, or the parts, files and tests named as arguments (test-selection.ts). What a part's tests read is built
 * first. Nothing here keeps more than two processes busy at a time.
 * The last line counts the tests of all parts; a step that counts nothing is one test.
 */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { findChromium } from './browsers/chromium.ts';
import { findFirefox, oldestFirefox } from './browsers/firefox.ts';
import { exitCode, toolScript } from './command.ts';
import { buildRuns, buildRuntime } from './products.ts';
import { pythonTools } from './python-tools.ts';
import { findRuff } from './ruff.ts';
import { main, log, say } from './log.ts';
import { buildSite, rootSite, subPathSite } from './site.ts';
import { selectTests, type Selection } from './test-selection.ts';

interface Count {
  passed: number;
  failed: number;
}

interface TestPart {
  /** Where its tests lie; nowhere for one that is always run whole. */
  folders: readonly string[];
  run: (selection: Selection) => Promise<Count>;
}

const parts: Record<string, TestPart> = {
  lint: {
    folders: [],
    run: () =>
      steps([
        ['formatting', () => node('prettier', ['--check', '--log-level', 'warn', '.'])],
        // Before the code: it writes the types of the content, which typed rules ask for.
        ['types', () => node('astro', ['check', '--minimumSeverity', 'warning'])],
        ['code', () => node('eslint', ['--max-warnings', '0', '.'])],
        ['Python code', async () => exitCode(await findRuff(), ['check', '--quiet', '.'])],
        ['Python formatting', async () => exitCode(await findRuff(), ['format', '--check', '--quiet', '.'])],
        ['Python types', checkTypes],
        ['unused code', () => node('knip', ['--no-progress'])],
      ]),
  },
  unit: { folders: ['tests/unit', 'tests/content'], run: (selection) => vitest('unit', selection) },
  machine: { folders: ['tests/machine'], run: pytest },
  world: {
    folders: ['tests/world'],
    async run(selection) {
      // Single tests have the few runs that they read recorded when they ask (tests/world/recorded.ts).
      await (selection.paths.length === 0 ? buildRuns() : buildRuntime());
      return vitest('world', selection);
    },
  },
  conformance: {
    folders: ['tests/conformance'],
    async run(selection) {
      await buildRuntime();
      return vitest('conformance', selection);
    },
  },
  fidelity: {
    folders: ['tests/fidelity'],
    async run(selection) {
      await buildRuntime();
      return vitest('fidelity', selection);
    },
  },
  site: {
    folders: ['tests/content/site'],
    async run(selection) {
      await buildPages();
      return vitest('site', selection);
    },
  },
  e2e: {
    folders: ['tests/e2e'],
    async run(selection) {
      const browser = await findChromium();
      await buildPages();
      return playwright(browser, selection);
    },
  },
  browsers: {
    folders: ['tests/browsers'],
    async run(selection) {
      const firefox = await findFirefox();
      if (firefox === null) {
        leftOut('tests/browsers', `there is no Firefox ${String(oldestFirefox)} or newer and none could be installed`);
        return { passed: 0, failed: 0 };
      }
      await buildPages();
      return vitest('browsers', selection, { FIREFOX: firefox });
    },
  },
};

await main(async () => {
  const words = process.argv.slice(2);
  const folders = Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, part.folders]));
  const selected = selectTests(words, folders);
  // Beside the checks of the code, which leave a core free. A failure is told by the parts that need it.
  if (words.length === 0) buildRuntime().catch(() => undefined);
  const total: Count = { passed: 0, failed: 0 };
  for (const [name, selection] of selected) {
    const part = parts[name];
    if (!part) continue;
    log(`testing: ${[name, ...selection.paths].join(' ')}`);
    const started = performance.now();
    const count = await safely(() => part.run(selection));
    total.passed += count.passed;
    total.failed += count.failed;
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    log(`${name}: ${String(count.passed)} passed, ${String(count.failed)} failed, ${seconds} s`);
  }
  console.log(`${String(total.passed)} passed, ${String(total.failed)} failed`);
  if (total.failed > 0) process.exitCode = 1;
});

/** A part that cannot even start is one failed test; the others still run. */
async function safely(part: () => Promise<Count>): Promise<Count> {
  try {
    return await part();
  } catch (error) {
    say(error);
    return { passed: 0, failed: 1 };
  }
}

async function steps(list: [string, () => Promise<number | null>][]): Promise<Count> {
  const count: Count = { passed: 0, failed: 0 };
  for (const [name, step] of list) {
    log(`checking ${name}`);
    if ((await step()) === 0) count.passed += 1;
    else count.failed += 1;
  }
  return count;
}

async function buildPages(): Promise<void> {
  await buildRuns();
  await Promise.all([rootSite, subPathSite].map(buildSite));
}

async function node(command: string, args: string[], env: Record<string, string> = {}): Promise<number | null> {
  return exitCode(process.execPath, [await toolScript(command), ...args], { env });
}

/** What cannot be had here is left out, and said: it checks nothing that depends on the machine. */
function leftOut(what: string, missing: string): void {
  log(`${what}: left out, because ${missing}`);
}

async function checkTypes(): Promise<number | null> {
  const tools = await pythonTools('src/build/mypy.txt', [3, 10]);
  if ('run' in tools) return tools.run(['-m', 'mypy', '--cache-dir', '.cache/mypy']);
  leftOut('Python types', tools.missing);
  return 0;
}

async function pytest({ paths, name }: Selection): Promise<Count> {
  const tools = await pythonTools('tests/machine/requirements.txt', [3, 11]);
  if ('missing' in tools) {
    leftOut('tests/machine', tools.missing);
    return { passed: 0, failed: 0 };
  }
  const file = join('.cache', 'test-machine.xml');
  await rm(file, { force: true });
  const code = await tools.run([
    '-m',
    'pytest',
    '--quiet',
    '--config-file=tests/machine/pytest.ini',
    `--junit-xml=${file}`,
    ...(name === null ? [] : ['-k', name]),
    ...(paths.length === 0 ? ['tests/machine'] : paths),
  ]);
  const report = await readFile(file, 'utf8').catch(() => '');
  const [tests = 0, errors = 0, failures = 0, skipped = 0] = ['tests', 'errors', 'failures', 'skipped'].map((key) =>
    Number(new RegExp(`<testsuite [^>]*\\b${key}="(\\d+)"`).exec(report)?.[1] ?? 0),
  );
  const failed = errors + failures;
  return { passed: tests - failed - skipped, failed: failed === 0 && code !== 0 ? 1 : failed };
}

/** Both runners' reports, as far as they are read here. */
interface Report {
  numPassedTests?: number;
  numFailedTests?: number;
  numFailedTestSuites?: number;
  stats?: { expected: number; unexpected: number; flaky: number };
}

async function vitest(project: string, { paths, name }: Selection, env: Record<string, string> = {}): Promise<Count> {
  const file = join('.cache', `test-${project}.json`);
  await rm(file, { force: true });
  const chosen = [...(name === null ? [] : ['--testNamePattern', name]), ...paths];
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const code = await node('vitest', ['run', '--project', project, ...reporters, ...chosen], env);
  const report = await readReport(file);
  const failed = report.numFailedTests ?? 0;
  // A file that cannot be loaded, or an error outside any test, fails the run without failing a test.
  return { passed: report.numPassedTests ?? 0, failed: failed === 0 && code !== 0 ? 1 : failed };
}

async function playwright(browser: string, { paths, name }: Selection): Promise<Count> {
  const file = join('.cache', 'test-e2e.json');
  await rm(file, { force: true });
  const code = await exitCode(
    process.execPath,
    [
      await toolScript('@playwright/test', 'playwright'),
      'test',
      '--reporter=list,json',
      ...(name === null ? [] : ['--grep', name]),
      ...paths,
    ],
    { env: { CHROMIUM: browser, PLAYWRIGHT_JSON_OUTPUT_NAME: file } },
  );
  const { stats = { expected: 0, unexpected: 0, flaky: 0 } } = await readReport(file);
  const failed = stats.unexpected + stats.flaky;
  return { passed: stats.expected, failed: failed === 0 && code !== 0 ? 1 : failed };
}

async function readReport(file: string): Promise<Report> {
  return JSON.parse(await readFile(file, 'utf8').catch(() => '{}')) as Report;
}
