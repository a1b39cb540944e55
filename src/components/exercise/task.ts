/** What the build hands to the page for one exercise. */
import type { Localized } from '../../i18n/i18n.ts';
import type { Exercise } from '../../learn/exercise.ts';
import type { LabData } from '../lab/lab-data.ts';
import type { TokenLine } from '../lab/tokens.ts';

export interface ShownStep {
  /** The change of the lab that puts this step, and those before it, into the editor. */
  id: string;
  text: Localized;
  files: { path: string; lines: readonly TokenLine[] }[];
  commands: string[];
}

export interface ExerciseTask {
  id: string;
  exercise: Exercise;
  steps: ShownStep[];
}

export interface ExerciseData {
  lab: LabData;
  task: ExerciseTask;
}
