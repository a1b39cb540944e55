/**
 * `npm run -s lab -- DIRECTORY [DIRECTORY...] [--pretty]`: one line of JSON per lab on stdout, in order; what fails goes to stderr and the
 * others go on. Exit status 0, or 1 if any failed.
 */
import { resolve } from 'node:path';
import process from 'node:process';
import { isLocale, translate, type Locale } from '../i18n.ts';
import { assembleRun } from '../trace/assemble.ts';
import type { RawSide } from '../trace/raw.ts';
import type { Run } from './contract.ts';
import { runLab } from './headless.ts';
import { loadLab } from './load-lab.ts';
import { prettyRun } from './pretty.ts';
import { problemLine, problemText } from './problem-text.ts';
import type { Problem } from './problem.ts';

interface Report {
  run: Run | null;
  problems: Problem[];
}

/** The language of the terminal. */
function terminalLocale(): Locale {
  const wanted =
    ['LC_ALL', 'LC_MESSAGES', 'LANG'].map((name) => process.env[name] ?? '').find((value) => value !== '') ?? '';
  const locale = /^zh/i.test(wanted) ? 'zh-cn' : 'en';
  return isLocale(locale) ? locale : 'en';
}

async function report(directory: string): Promise<Report> {
  const loaded = loadLab(resolve(process.env['INIT_CWD'] ?? '.', directory));
  if (loaded.kind === 'problems') return { run: null, problems: loaded.problems };
  const result = await runLab(loaded.lab);
  if (result.kind === 'problems') return { run: null, problems: result.problems };
  const problems = result.outcomes.flatMap((outcome) => (outcome.kind === 'failed' ? [outcome.problem] : []));
  if (problems.length > 0) return { run: null, problems };
  const sides: (RawSide | null)[] = result.outcomes.map((outcome) => (outcome.kind === 'ran' ? outcome.side : null));
  return { run: assembleRun(loaded.lab, sides), problems: [] };
}

function complain(directory: string, problem: Problem, locale: Locale): void {
  console.error(`${directory}: ${problemLine(locale, problem)}`);
  if (problem.traceback) console.error(problem.traceback);
}

/** A run that a limit cut short is a result, but nobody should overlook that it was. */
function warn(directory: string, run: Run, locale: Locale): void {
  for (const { id, stopped } of run.sides) {
    if (stopped) console.error(`${directory}: ${id}: ${problemText(locale, stopped.problem).cause}`);
  }
}

async function main(words: readonly string[]): Promise<number> {
  const locale = terminalLocale();
  const pretty = words.includes('--pretty');
  const unknown = words.find((word) => word.startsWith('-') && word !== '--pretty');
  const directories = words.filter((word) => !word.startsWith('-'));
  if (unknown !== undefined || directories.length === 0) {
    console.error(
      unknown === undefined ? translate(locale, 'cli.usage') : translate(locale, 'cli.unknown', { option: unknown }),
    );
    return 1;
  }
  let failed = false;
  // All start at once and share the engines' turns; what they print keeps the order.
  const reports = directories.map((directory) => report(directory));
  for (const [index, pending] of reports.entries()) {
    const directory = directories[index] ?? '';
    const { run, problems } = await pending;
    for (const problem of problems) complain(directory, problem, locale);
    if (run === null) {
      failed = true;
      continue;
    }
    warn(directory, run, locale);
    process.stdout.write(pretty ? prettyRun(run, locale) : `${JSON.stringify(run)}\n`);
  }
  return failed ? 1 : 0;
}

// A reader that closes early (`| head`) is no error.
process.stdout.on('error', () => process.exit(0));
process.exitCode = await main(process.argv.slice(2));
