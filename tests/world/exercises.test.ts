/**
 * Every exercise, as it starts, as solved, and with each wrong answer: the start fails, the solution passes, each wrong answer fails for
 * its own reason and is recognised. Reads the recorded runs, which the tests' command makes with the engine of this checkout.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Recording } from '../../src/components/lab/result.ts';
import { programId, type LoadedLab } from '../../src/lab/jobs.ts';
import { evidenceOf } from '../../src/learn/evidence.ts';
import { judgeRun } from '../../src/learn/judge.ts';
import { loadExercises, stepId, type LoadedExercise } from '../../src/learn/load-exercise.ts';
import { assembleRun } from '../../src/trace/assemble.ts';
import { checkRun } from '../../src/trace/check-run.ts';
import { judge } from '../../src/trace/expect.ts';

function recorded(title: string, lab: LoadedLab) {
  const { sides } = JSON.parse(readFileSync(`.cache/recordings/${title}.json`, 'utf8')) as Recording;
  const run = assembleRun(
    lab,
    lab.lab.sides.map((side) => sides[programId(side, lab.name)] ?? null),
  );
  expect(checkRun(run)).toEqual([]);
  return run;
}

function verdictOf({ id, exercise }: LoadedExercise, run: string, lab: LoadedLab) {
  return judgeRun(exercise, lab, recorded(run.includes('/') ? run : `${id}.${run}`, lab));
}

describe.each(loadExercises().map((loaded) => [loaded.id, loaded] as const))('%s', (id, loaded) => {
  const { exercise, start, steps, wrong } = loaded;
  const solved = steps.at(-1)?.lab ?? start;

  test('the start fails, by one of its own conditions at least', () => {
    const verdict = verdictOf(loaded, 'base', start);
    if (verdict.kind !== 'failed') throw new Error(verdict.kind);
    const failed = verdict.checks.filter(({ holds }) => !holds).map((check) => check.id);
    expect(failed.some((check) => exercise.conditions.some((condition) => condition.id === check))).toBe(true);
  });

  test('the solution passes, and nothing before its last step does', () => {
    const verdicts = steps.map(({ lab }, index) => verdictOf(loaded, stepId(index), lab));
    expect(verdicts.at(-1)).toMatchObject({ kind: 'passed' });
    expect(verdicts.slice(0, -1).every(({ kind }) => kind === 'failed')).toBe(true);
  });

  test('every number that it asks for is there in a run that passes', () => {
    const { sides } = evidenceOf(exercise.keeps, solved, recorded(`${id}.${stepId(steps.length - 1)}`, solved));
    for (const { holds } of exercise.conditions) expect(judge(holds, sides)).not.toMatchObject({ left: NaN });
    for (const text of exercise.wrong.flatMap(({ when }) => when)) {
      const { left, right } = judge(text, sides);
      expect([left, right].some(Number.isNaN), text).toBe(false);
    }
  });

  test('leaving out the work is among the wrong answers', () => {
    expect(exercise.wrong.flatMap(({ fails }) => fails)).toContain('work');
  });

  test.each(exercise.wrong.map((answer) => [answer.id, answer] as const))('%s fails for its reason', (name, answer) => {
    const lab = wrong[name];
    if (!lab) throw new Error(name);
    const verdict = verdictOf(loaded, `wrong/${id}.${name}`, lab);
    if (verdict.kind !== 'failed') throw new Error(verdict.kind);
    const failed = verdict.checks.filter(({ holds }) => !holds);
    expect(failed.map((check) => check.id).sort()).toEqual([...answer.fails].sort());
    expect(verdict.recognised?.id).toBe(name);
    // Whatever it says, it says with numbers, and in Chinese where it should.
    for (const { found } of failed) {
      // A body may have braces of its own, around quoted names.
      expect(found?.en).not.toMatch(/\{[^{}"]*\}/);
      expect(found?.['zh-cn']).toMatch(/\p{Script=Han}/u);
    }
    expect(verdict.recognised?.says.en).not.toMatch(/:(seconds|count|rate|ratio|share)\}/);
  });
});
