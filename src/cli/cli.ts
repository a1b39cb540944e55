/**
 * `npm run -s lab -- DIRECTORY...`: one line of JSON per run on stdout, in order; what fails goes to stderr and the others go on. Exit
 * status 0, or 1 if any failed or, with `--check`, did not show what is expected of it. Options: arguments.ts. Nothing that a lab says reaches the terminal but as text (printable.ts); where it says
 * nothing that a terminal would obey, the JSON is the page's byte for byte, and otherwise it is the same value.
 */
import { resolve } from 'node:path';
import process from 'node:process';
import { currentBundle } from '../build/runtime/current.ts';
import { UserError } from '../build/log.ts';
import { isLocale, translate, type Locale } from '../i18n/i18n.ts';
import { assembleRun } from '../lab/assemble.ts';
import type { RawSide } from '../contract/raw.ts';
import type { Run } from '../contract/run.ts';
import { runLab, type LabOutcome } from '../lab/node/headless.ts';
import { loadLab, type LabResult } from '../lab/node/load-lab.ts';
import { runsOf } from '../lab/change.ts';
import type { LoadedLab } from '../lab/jobs.ts';
import { parseArguments, type CliArguments } from './arguments.ts';
import { checkExpected } from './check.ts';
import { prettyRun } from './pretty.ts';
import { printable, printableJson, printableLine } from './printable.ts';
import { problemLine, problemText } from '../contract/problem-text.ts';
import type { Problem } from '../contract/problem.ts';

interface Report {
  /** What was asked for by name: the directory, and the change if it was one. */
  title: string;
  run: Run | null;
  problems: Problem[];
  /** What the run is expected to show. */
  expected: readonly string[];
}

/** The language of the terminal. */
function terminalLocale(): Locale {
  const wanted =
    ['LC_ALL', 'LC_MESSAGES', 'LANG'].map((name) => process.env[name] ?? '').find((value) => value !== '') ?? '';
  const locale = /^zh/i.test(wanted) ? 'zh-cn' : 'en';
  return isLocale(locale) ? locale : 'en';
}

const failed = (title: string, ...problems: Problem[]): Report => ({ title, run: null, problems, expected: [] });

let upToDate: Promise<void> | undefined;

/** What is wrong with one run, or goes wrong over it, is its own report and no other's. */
async function report(title: string, lab: LoadedLab): Promise<Report> {
  // Asked for by the first run: a directory that holds no lab needs no bundle.
  upToDate ??= currentBundle();
  await upToDate;
  let result: LabOutcome;
  try {
    result = await runLab(lab);
  } catch (error) {
    return failed(title, { code: 'engine-crashed', values: { message: messageOf(error) } });
  }
  if (result.kind === 'problems') return failed(title, ...result.problems);
  const problems = result.outcomes.flatMap((outcome) => (outcome.kind === 'failed' ? [outcome.problem] : []));
  if (problems.length > 0) return failed(title, ...problems);
  const sides: (RawSide | null)[] = result.outcomes.map((outcome) => (outcome.kind === 'ran' ? outcome.side : null));
  try {
    return { title, run: assembleRun(lab, sides), problems: [], expected: lab.lab.expect ?? [] };
  } catch (error) {
    // Each side is in order by itself, and yet it is no run of this lab: code of the lab's has a hand in it.
    return failed(title, { code: 'outcome-refused', values: { detail: messageOf(error) } });
  }
}

/** The runs of one directory that are asked for, each already begun; a directory that cannot be read is one failed report. */
function reports(directory: string, changes: CliArguments['changes']): Promise<Report>[] {
  let loaded: LabResult;
  try {
    loaded = loadLab(resolve(process.env['INIT_CWD'] ?? '.', directory));
  } catch (error) {
    loaded = {
      kind: 'problems',
      problems: [{ code: 'unreadable', values: { path: directory, why: messageOf(error) } }],
    };
  }
  if (loaded.kind === 'problems') return [Promise.resolve(failed(directory, ...loaded.problems))];
  const [, ...changed] = runsOf(loaded.lab, loaded.page, loaded.overlays);
  const asWritten = (): Promise<Report> => report(directory, loaded.lab);
  const withChange = (id: string): Promise<Report> => {
    const lab = changed.find(([run]) => run === id)?.[1];
    if (lab) return report(`${directory} (${id})`, lab);
    const known = changed.map(([run]) => run).join(', ') || '–';
    return Promise.resolve(failed(directory, { code: 'change-missing', values: { id, known } }));
  };
  if (changes === 'all') return [asWritten(), ...changed.map(([id]) => withChange(id))];
  return changes.length === 0 ? [asWritten()] : changes.map(withChange);
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

function show(
  { title, run, expected }: Report & { run: Run },
  { pretty, check }: CliArguments,
  locale: Locale,
): boolean {
  warn(title, run, locale);
  if (pretty) process.stdout.write(printable(prettyRun(run, locale)));
  if (!check) {
    if (!pretty) process.stdout.write(`${printableJson(JSON.stringify(run))}\n`);
    return true;
  }
  const { holds, lines } = checkExpected(run, expected, locale);
  for (const line of lines) process.stdout.write(`${printableLine(title)}: ${line}\n`);
  return holds;
}

async function main(words: readonly string[]): Promise<number> {
  const locale = terminalLocale();
  const parsed = parseArguments(words);
  if (parsed.kind !== 'arguments') {
    const usage = translate(locale, 'cli.usage');
    say(parsed.kind === 'usage' ? usage : translate(locale, 'cli.unknown', { option: parsed.option, usage }));
    return 1;
  }
  const wanted = parsed.arguments;
  let succeeded = true;
  // All start at once and share the engines' turns; what they print keeps the order.
  const all = wanted.directories.flatMap((directory) => reports(directory, wanted.changes));
  // Where nothing can run at all, the first of them says so for the others.
  for (const pending of all) pending.catch(() => undefined);
  for (const pending of all) {
    const { run, ...about } = await pending;
    complain(about.title, about.problems, locale);
    succeeded = run !== null && show({ ...about, run }, wanted, locale) && succeeded;
  }
  return succeeded ? 0 : 1;
}

// A reader that closes early (`| head`) is no error.
process.stdout.on('error', () => process.exit(0));
process.stderr.on('error', () => undefined);
try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  say(`${error.message}\n${error.next}`);
  process.exitCode = 1;
}
