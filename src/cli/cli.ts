/**
 * `npm run -s lab -- DIRECTORY [DIRECTORY...] [--pretty]`: one line of JSON per lab on stdout, in order; what fails goes to stderr and the
 * others go on. Exit status 0, or 1 if any failed. Nothing that a lab says reaches the terminal but as text (printable.ts); where it says
 * nothing that a terminal would obey, the JSON is the page's byte for byte, and otherwise it is the same value.
 */
import { resolve } from 'node:path';
import process from 'node:process';
import { isLocale, translate, type Locale } from '../i18n/i18n.ts';
import { assembleRun } from '../lab/assemble.ts';
import type { RawSide } from '../contract/raw.ts';
import type { Run } from '../contract/run.ts';
import { runLab, type LabOutcome } from '../lab/node/headless.ts';
import { loadLab, type LabResult } from '../lab/node/load-lab.ts';
import { prettyRun } from './pretty.ts';
import { printable, printableJson, printableLine } from './printable.ts';
import { problemLine, problemText } from '../contract/problem-text.ts';
import type { Problem } from '../contract/problem.ts';

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

/** Whatever is wrong with one directory, or whatever goes wrong over it, is its own report and no other's. */
async function report(directory: string): Promise<Report> {
  const failed = (...problems: Problem[]): Report => ({ run: null, problems });
  let loaded: LabResult;
  try {
    loaded = loadLab(resolve(process.env['INIT_CWD'] ?? '.', directory));
  } catch (error) {
    return failed({ code: 'unreadable', values: { path: directory, why: messageOf(error) } });
  }
  if (loaded.kind === 'problems') return failed(...loaded.problems);
  let result: LabOutcome;
  try {
    result = await runLab(loaded.lab);
  } catch (error) {
    return failed({ code: 'engine-crashed', values: { message: messageOf(error) } });
  }
  if (result.kind === 'problems') return failed(...result.problems);
  const problems = result.outcomes.flatMap((outcome) => (outcome.kind === 'failed' ? [outcome.problem] : []));
  if (problems.length > 0) return failed(...problems);
  const sides: (RawSide | null)[] = result.outcomes.map((outcome) => (outcome.kind === 'ran' ? outcome.side : null));
  try {
    return { run: assembleRun(loaded.lab, sides), problems: [] };
  } catch (error) {
    // Each side is in order by itself, and yet it is no run of this lab: code of the lab's has a hand in it.
    return failed({ code: 'outcome-refused', values: { detail: messageOf(error) } });
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, 300);

/** Everything that this command says passes here. */
function say(text: string): void {
  process.stderr.write(`${printable(text)}\n`);
}

/** Mistakes of one directory that are told, for the first ones help most; and characters of a line, for what is quoted may be long. */
const mostMistakes = 20;
const longestLine = 1_000;

const cut = (text: string): string => (text.length > longestLine ? `${text.slice(0, longestLine)}…` : text);

function complain(directory: string, problems: readonly Problem[], locale: Locale): void {
  const at = printableLine(directory);
  for (const problem of problems.slice(0, mostMistakes)) {
    say(`${at}: ${cut(printableLine(problemLine(locale, problem)))}`);
    if (problem.traceback) say(problem.traceback);
  }
  const count = problems.length - mostMistakes;
  if (count > 0) say(`${at}: ${translate(locale, 'cli.more', { count })}`);
}

/** A run that a limit cut short is a result, but nobody should overlook that it was. */
function warn(directory: string, run: Run, locale: Locale): void {
  for (const { id, stopped } of run.sides) {
    if (stopped) say(printableLine(`${directory}: ${id}: ${problemText(locale, stopped.problem).cause}`));
  }
}

async function main(words: readonly string[]): Promise<number> {
  const locale = terminalLocale();
  const pretty = words.includes('--pretty');
  const unknown = words.find((word) => word.startsWith('-') && word !== '--pretty');
  const directories = words.filter((word) => !word.startsWith('-'));
  if (unknown !== undefined || directories.length === 0) {
    say(unknown === undefined ? translate(locale, 'cli.usage') : translate(locale, 'cli.unknown', { option: unknown }));
    return 1;
  }
  let failed = false;
  // All start at once and share the engines' turns; what they print keeps the order.
  const reports = directories.map((directory) => report(directory));
  for (const [index, pending] of reports.entries()) {
    const directory = directories[index] ?? '';
    const { run, problems } = await pending;
    complain(directory, problems, locale);
    if (run === null) {
      failed = true;
      continue;
    }
    warn(directory, run, locale);
    process.stdout.write(pretty ? printable(prettyRun(run, locale)) : `${printableJson(JSON.stringify(run))}\n`);
  }
  return failed ? 1 : 0;
}

// A reader that closes early (`| head`) is no error.
process.stdout.on('error', () => process.exit(0));
process.stderr.on('error', () => undefined);
process.exitCode = await main(process.argv.slice(2));
