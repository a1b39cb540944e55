/** What each short question takes for right is so in a real run, and what it takes for wrong is not. Reads the recorded runs. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Recording } from '../../src/lab/result.ts';
import { programId } from '../../src/lab/jobs.ts';
import { loadLab } from '../../src/lab/node/load-lab.ts';
import { evidenceOf } from '../../src/learn/evidence.ts';
import type { Question } from '../../src/learn/question.ts';
import { readQuestions } from '../../src/learn/read-questions.ts';
import { assembleRun } from '../../src/lab/assemble.ts';
import { judge } from '../../src/trace/expect.ts';

function proofOf({ id, proof }: Question) {
  if (!proof) throw new Error(`${id} has options to prove and no proof`);
  const directory = ['content/labs', 'content/exercises', 'content/questions']
    .map((place) => `${place}/${proof.lab}`)
    .find((place) => existsSync(place));
  const loaded = loadLab(directory ?? proof.lab);
  if (loaded.kind === 'problems') throw new Error(JSON.stringify(loaded.problems));
  const { lab } = loaded;
  const file = `.cache/recordings/${proof.lab}.${proof.change ?? 'base'}.json`;
  const { sides } = JSON.parse(readFileSync(file, 'utf8')) as Recording;
  const raw = lab.lab.sides.map((side) => sides[programId(side, lab.name)] ?? null);
  const run = assembleRun(lab, raw);
  const printed = run.sides.flatMap(({ output }) => Object.values(output)).join('\n');
  return { lab, printed, evidence: evidenceOf([], lab, run).sides };
}

describe.each(readQuestions().map((question) => [question.id, question] as const))('%s', (_, question) => {
  test('has one right answer, and the run says the same', () => {
    if (question.kind === 'order') return;
    expect(question.options.filter(({ right }) => right)).toHaveLength(1);
    const { lab, printed, evidence } = proofOf(question);
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
