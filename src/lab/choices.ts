/** The choices that a lab's reader guesses among: whether they are written well, and which of them are true of a run. Pure. */
import { judge, metricsTree } from '../trace/expect.ts';
import type { Lab } from '../contract/lab.ts';
import type { LabChoice, LabPage } from '../contract/page.ts';
import type { Run } from '../contract/run.ts';
import { brokenExpectation, duplicates, type BrokenRule } from './rules.ts';

/** None where the reader is asked for something else, or for nothing. */
export function choicesOf(predict: LabPage['predict']): readonly LabChoice[] {
  return typeof predict === 'object' ? predict.choices : [];
}

/** Every rule that the choices break; `path` begins at their list. */
export function brokenChoices(choices: readonly LabChoice[], lab: Lab, name: string): BrokenRule[] {
  const ids = choices.map(({ id }) => id);
  return [
    ...duplicates(ids, (index) => [index, 'id']),
    ...choices.flatMap(({ holds }, index) =>
      typeof holds === 'string'
        ? brokenExpectation(holds, lab, name, [index, 'holds'])
        : holds.flatMap((text, at) => brokenExpectation(text, lab, name, [index, 'holds', at])),
    ),
  ];
}

/** Ids of the choices that are true of a run. A number that the run does not have, such as that of a side that failed, makes none true. */
export function heldIn(run: Pick<Run, 'sides'>, choices: readonly LabChoice[]): string[] {
  const tree = metricsTree(run);
  return choices.filter(({ holds }) => [holds].flat().every((text) => judge(text, tree).holds)).map(({ id }) => id);
}
