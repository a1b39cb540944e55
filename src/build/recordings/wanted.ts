/**
 * Which runs the pages and the tests read: every lab as it stands and with each of its changes; every exercise as it stands and as solved,
 * and its wrong answers in a directory of their own, which only tests read, as does the lab to copy.
 */
import { globSync, readdirSync, readFileSync } from 'node:fs';
import { problemLine } from '../../contract/problem-text.ts';
import { runsOf } from '../../lab/change.ts';
import type { LoadedLab } from '../../lab/jobs.ts';
import { loadLab } from '../../lab/node/load-lab.ts';
import { exercisesDirectory, loadExercises, solvedRuns, wrongRuns } from '../../learn/load-exercise.ts';
import { UserError } from '../log.ts';

const labs = 'content/labs';
/** Programs whose output a question asks for. Only tests read their runs. */
const questions = 'content/questions';
/** The lab to copy, by the names of its recordings and its directory. Only tests read them, so no page finds them. */
export const template = ['template/lab-template', 'docs/lab-template'] as const;

/** A run to record. */
export interface WantedRun {
  /** The recording's name, such as `event-loop.base`. */
  title: string;
  /** Where what is run was written, for messages. */
  directory: string;
  lab: LoadedLab;
}

/** The runs of what was loaded from a directory, by the names that `runsOf` and its like give them. */
const titled = (
  name: string,
  directory: string,
  runs: readonly (readonly [run: string, lab: LoadedLab])[],
): WantedRun[] => runs.map(([run, lab]) => ({ title: `${name}.${run}`, directory, lab }));

/** Throws a UserError where the lab has mistakes. */
function runsOfLab(name: string, directory: string): WantedRun[] {
  const loaded = loadLab(directory);
  if (loaded.kind === 'lab') return titled(name, directory, runsOf(loaded.lab, loaded.page, loaded.overlays));
  throw new UserError(
    `${directory} could not be recorded: ${loaded.problems.map((problem) => problemLine('en', problem)).join('\n')}`,
    `Mend ${directory}, then run the same command again.`,
  );
}

/** Names of labs in the order in which the book first names them, those that it does not name last. */
function inBookOrder(names: readonly string[]): string[] {
  const chapters = globSync('content/chapters/*/en.mdx').sort();
  const text = chapters.map((file) => readFileSync(file, 'utf8')).join('\n');
  const place = (name: string): number => {
    const found = text.indexOf(`"${name}"`);
    return found === -1 ? text.length : found;
  };
  return [...names].sort((one, other) => place(one) - place(other));
}

const directoriesIn = (place: string): string[] =>
  readdirSync(place, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

/**
 * Those that pages show, in the order in which a reader comes upon them: labs, then exercises as they stand and as solved. Throws a UserError or
 * an Error that names what has mistakes.
 */
export function shownRuns(): WantedRun[] {
  return [
    ...inBookOrder(directoriesIn(labs)).flatMap((name) => runsOfLab(name, `${labs}/${name}`)),
    ...loadExercises().flatMap((loaded) => titled(loaded.id, `${exercisesDirectory}/${loaded.id}`, solvedRuns(loaded))),
  ];
}

/** All of them. Throws a UserError or an Error that names what has mistakes. */
export function allRuns(): WantedRun[] {
  return [
    ...shownRuns(),
    ...directoriesIn(questions).flatMap((name) => runsOfLab(name, `${questions}/${name}`)),
    ...runsOfLab(...template),
    ...loadExercises().flatMap((loaded) =>
      titled(`wrong/${loaded.id}`, `${exercisesDirectory}/${loaded.id}`, wrongRuns(loaded)),
    ),
  ];
}
