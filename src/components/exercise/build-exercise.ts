/** Build only: an exercise as its page needs it. The steps of its solution are changes of its lab, so they have recorded runs. */
import type { LabPage } from '../../contract/page.ts';
import { programId, type ProgramFiles } from '../../lab/jobs.ts';
import { locales, translate, type Localized } from '../../i18n/i18n.ts';
import { loadExercises, solvedRuns, stepId, type LoadedExercise } from '../../learn/load-exercise.ts';
import { buildLoaded, type BuiltLab } from '../lab/build-lab.ts';
import { highlight } from '../lab/highlight.ts';
import type { ExerciseData, ExerciseTask, ShownStep } from './task.ts';

export interface BuiltExercise {
  lab: BuiltLab;
  task: ExerciseTask;
}

const nameOf = (index: number, total: number): Localized =>
  Object.fromEntries(
    locales.map((locale) => [locale, translate(locale, 'exercise.step', { number: index + 1, total })]),
  ) as Localized;

/** What differs from the start, which is what a click on a step has to replace. */
function differenceOf(start: ProgramFiles, now: ProgramFiles): ProgramFiles {
  return Object.fromEntries(
    Object.entries(now).map(([side, files]) => [
      side,
      Object.fromEntries(Object.entries(files).filter(([path, text]) => start[side]?.[path] !== text)),
    ]),
  );
}

async function shown({ overlay }: LoadedExercise['steps'][number]): Promise<ShownStep['files']> {
  const files = Object.values(overlay).flatMap((own) => Object.entries(own));
  return Promise.all(files.map(async ([path, text]) => ({ path, lines: await highlight(text) })));
}

export async function buildExercise(loaded: LoadedExercise): Promise<BuiltExercise> {
  const { id, exercise, start, steps } = loaded;
  const changes = steps.map(({ lab }, index): LabPage['changes'][number] => ({
    id: stepId(index),
    name: nameOf(index, steps.length),
    commands: Object.fromEntries(lab.lab.sides.map((side) => [programId(side, id), side.command])),
  }));
  const page: LabPage = { question: exercise.title, open: exercise.open, changes };
  const overlays = steps.map(({ lab }, index) => [stepId(index), differenceOf(start.files, lab.files)] as const);
  const shownSteps = steps.map(async (step, index): Promise<ShownStep> => {
    const { text = { en: '', 'zh-cn': '' }, commands = {} } = exercise.solution[index] ?? {};
    return { id: stepId(index), text, files: await shown(step), commands: Object.values(commands) };
  });
  const { data, ...built } = await buildLoaded(start, page, Object.fromEntries(overlays), solvedRuns(loaded));
  return {
    lab: { ...built, data: { ...data, fixed: true } },
    task: { id, exercise, steps: await Promise.all(shownSteps) },
  };
}

export const exerciseData = ({ lab, task }: BuiltExercise): ExerciseData => ({ lab: lab.data, task });

/** Read once for all pages of a build. */
export const exercises = loadExercises();
