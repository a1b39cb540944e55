/** What each short question takes for right is so in a real run, and what it takes for wrong is not. Reads the recorded runs (recorded.ts). */
import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { allRuns } from '../../src/build/recordings/wanted.ts';
import { loadLab } from '../../src/lab/node/load-lab.ts';
import { evidenceOf } from '../../src/learn/evidence.ts';
import type { Question } from '../../src/learn/question.ts';
import { readQuestions } from '../../src/learn/read-questions.ts';
import { judge } from '../../src/trace/expect.ts';
import { recordedLab } from './recorded.ts';

const runs = new Map(allRuns().map((wanted) => [wanted.title, wanted]));

async function proofOf({ id, proof }: Question) {
  if (!proof) throw new Error(`${id} has options to prove and no proof`);
  const directory = ['content/labs', 'content/exercises', 'content/questions']
    .map((place) => `${place}/${proof.lab}`)
    .find((place) => existsSync(place));
  const loaded = loadLab(directory ?? proof.lab);
  if (loaded.kind === 'problems') throw new Error(JSON.stringify(loaded.problems));
  const { lab } = loaded;
  const wanted = runs.get(`${proof.lab}.${proof.change ?? 'base'}`);
  if (!wanted) throw new Error(`${id}: there is no run ${proof.lab}.${proof.change ?? 'base'}`);
  const { run } = await recordedLab(wanted.title, wanted.lab);
  const printed = run.sides.flatMap(({ output }) => Object.values(output)).join('\n');
  return { lab, printed, evidence: evidenceOf([], lab, run).sides };
}

describe.each(readQuestions().map((question) => [question.id, question] as const))('%s', (_, question) => {
  test('has one right answer, and the run says the same', async () => {
    if (question.kind === 'order') return;
    expect(question.options.filter(({ right }) => right)).toHaveLength(1);
    const { lab, printed, evidence } = await proofOf(question);
    if (question.kind === 'output') {
      const files = Object.values(lab.files).flatMap((own) => Object.values(own).map((file) => file.trim()));
      expect(files).toContain(question.code);
      for (const { prints, right } of question.options) expect(printed.includes(prints)).toBe(right === true);
      return;
    }
    for (const { holds, right } of question.options) {
      if (holds === undefined) throw new Error('an option that nothing proves or refutes');
      const judged = judge(holds, evidence);
      expect([judged.left, judged.right].some(Number.isNaN), holds).toBe(false);
      expect(judged.holds, holds).toBe(right === true);
    }
  });
});
