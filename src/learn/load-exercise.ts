/** Reads the exercises at build time and for tests (Node only). What is wrong with one is told with its file. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from '../schemas/full.ts';
import { applyChange } from '../lab/change.ts';
import type { LoadedLab, ProgramFiles } from '../lab/jobs.ts';
import { loadLab, overlayFiles } from '../lab/node/load-lab.ts';
import { problemLine } from '../contract/problem-text.ts';
import { chapterSlugs } from './chapters.ts';
import { exerciseSchema, type Exercise } from './exercise.ts';

export const exercisesDirectory = 'content/exercises';

/** A lab with files and command lines of an overlay put over it. */
export interface LoadedStep {
  lab: LoadedLab;
  /** The files that this step replaces or adds, by side. */
  overlay: ProgramFiles;
}

export interface LoadedExercise {
  id: string;
  exercise: Exercise;
  /** What the reader starts from. */
  start: LoadedLab;
  /** Each step upon those before it. */
  steps: LoadedStep[];
  /** By the id of the wrong answer. */
  wrong: Record<string, LoadedLab>;
}

interface Edit {
  overlay?: string | undefined;
  commands?: Record<string, string> | undefined;
}

function edited(root: string, lab: LoadedLab, { overlay, commands }: Edit): LoadedStep {
  if (overlay !== undefined && !statSync(path.join(root, overlay), { throwIfNoEntry: false })?.isDirectory()) {
    throw new Error(`there is no directory ${overlay}`);
  }
  const files = overlay === undefined ? {} : overlayFiles(root, overlay, lab.lab, lab.name);
  const change = { id: 'step', name: { en: '', 'zh-cn': '' }, expect: lab.lab.expect, commands };
  return { lab: applyChange(lab, change, files), overlay: files };
}

/** The name of a step of the solution, by which it can be chosen as a change of the lab. */
export const stepId = (index: number): string => `solution-${String(index + 1)}`;

function loadExercise(id: string): LoadedExercise {
  const root = path.join(exercisesDirectory, id);
  const parsed = exerciseSchema.safeParse(parse(readFileSync(path.join(root, 'exercise.yaml'), 'utf8')));
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error));
  const loaded = loadLab(root);
  if (loaded.kind === 'problems') throw new Error(loaded.problems.map((one) => problemLine('en', one)).join('\n'));
  const { data: exercise } = parsed;
  const start = loaded.lab;
  const steps: LoadedStep[] = [];
  for (const step of exercise.solution) steps.push(edited(root, steps.at(-1)?.lab ?? start, step));
  const wrong = exercise.wrong.map((one) => [one.id, edited(root, start, one).lab] as const);
  return { id, exercise, start, steps, wrong: Object.fromEntries(wrong) };
}

/** Every exercise, in the order of the book. Throws an Error that names the file and what is wrong with it. */
export function loadExercises(): LoadedExercise[] {
  const ids = readdirSync(exercisesDirectory, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const loaded = ids.map(({ name }) => {
    try {
      return loadExercise(name);
    } catch (error) {
      throw new Error(`${exercisesDirectory}/${name}: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
  });
  const place = ({ exercise }: LoadedExercise): number => chapterSlugs.indexOf(exercise.chapter);
  return loaded.sort((a, b) => place(a) - place(b) || a.exercise.order - b.exercise.order);
}

/** The runs that the page shows, by name: `base` is the start, the others are the steps of the solution. */
export function solvedRuns({ start, steps }: LoadedExercise): [run: string, lab: LoadedLab][] {
  return [['base', start], ...steps.map(({ lab }, index): [string, LoadedLab] => [stepId(index), lab])];
}

/** The runs of the wrong answers, by the id of the answer. */
export function wrongRuns({ wrong }: LoadedExercise): [run: string, lab: LoadedLab][] {
  return Object.entries(wrong);
}
