/**
 * Every exercise, as it starts, as solved, and with each wrong answer: the start fails, the solution passes, each wrong answer fails for
 * its own reason and is recognised. Reads the recorded runs (recorded.ts). Then what
 * would pass without solving anything: another load, another machine, lines that look like a log.
 */
import { describe, expect, test } from 'vitest';
import { freshDraft, labOf, saysInVain, type Edits } from '../../src/lab/draft.ts';
import type { Run } from '../../src/contract/run.ts';
import type { LabLoad } from '../../src/contract/lab.ts';
import { patientSeconds, runLab } from '../../src/lab/node/headless.ts';
import { jobsOf, labLoads, loadNames, programId, type LoadedLab } from '../../src/lab/jobs.ts';
import { loadWith } from '../../src/lab/rules.ts';
import { evidenceOf } from '../../src/learn/evidence.ts';
import { judgeRun } from '../../src/learn/judge.ts';
import { loadExercises, stepId, type LoadedExercise } from '../../src/learn/load-exercise.ts';
import { assembleRun } from '../../src/lab/assemble.ts';
import { judge } from '../../src/trace/expect.ts';
import { recordedLab } from './recorded.ts';

async function runOf({ id }: LoadedExercise, run: string, lab: LoadedLab): Promise<Run> {
  return (await recordedLab(run.includes('/') ? run : `${id}.${run}`, lab)).run;
}

async function verdictOf(loaded: LoadedExercise, run: string, lab: LoadedLab) {
  return judgeRun(loaded.exercise, lab, await runOf(loaded, run, lab));
}

/** Runs what a reader may have made of an exercise, and judges it. */
async function verdictOfRun({ exercise, start }: LoadedExercise, lab: LoadedLab) {
  const result = await runLab(lab, patientSeconds);
  if (result.kind === 'problems') throw new Error(JSON.stringify(result.problems));
  const sides = result.outcomes.map((outcome) => (outcome.kind === 'ran' ? outcome.side : null));
  return judgeRun(exercise, start, assembleRun(lab, sides));
}

const all = loadExercises();

/** What a link might say to make the start look solved, for each load of an exercise. */
const tricks: [string, (start: LoadedLab) => Partial<Edits>][] = [
  ...(
    [
      ['one request', { pattern: 'burst', requests: 1 }],
      ['hardly any requests', { pattern: 'constant', rate: 0.1, duration: 0.01 }],
      ['one client after another', { pattern: 'closed', clients: 1, requests: 1, think: 0 }],
      ['requests at random', { pattern: 'poisson', rate: 1, duration: 1 }],
      ['a cheap endpoint', { path: '/openapi.json' }],
    ] as const satisfies [string, Partial<LabLoad>][]
  ).map(([name, load]): [string, (start: LoadedLab) => Partial<Edits>] => [
    name,
    ({ lab }) => ({ loads: Object.fromEntries(loadNames(lab).map((one) => [one, load])) }),
  ]),
  ['more cores', () => ({ world: { cores: 64 } })],
  [
    'services that answer at once',
    ({ lab, name }) => {
      const quick = { 'main.py': 'async def app(scope, receive, send):\n    raise RuntimeError\n' };
      return { files: Object.fromEntries((lab.services ?? []).map((service) => [programId(service, name), quick])) };
    },
  ],
];

describe.each(all.map((loaded) => [loaded.id, loaded] as const))('%s', (id, loaded) => {
  const { exercise, start, steps, wrong } = loaded;
  const solved = steps.at(-1)?.lab ?? start;

  test('the start fails, by one of its own conditions at least', async () => {
    const verdict = await verdictOf(loaded, 'base', start);
    if (verdict.kind !== 'failed') throw new Error(verdict.kind);
    const failed = verdict.checks.filter(({ holds }) => !holds).map((check) => check.id);
    expect(failed.some((check) => exercise.conditions.some((condition) => condition.id === check))).toBe(true);
  });

  test('the solution passes, and nothing before its last step does', async () => {
    const verdicts = await Promise.all(steps.map(({ lab }, index) => verdictOf(loaded, stepId(index), lab)));
    expect(verdicts.at(-1)).toMatchObject({ kind: 'passed' });
    expect(verdicts.slice(0, -1).every(({ kind }) => kind === 'failed')).toBe(true);
  });

  test('every number that it asks for is there in a run that passes', async () => {
    const { sides } = evidenceOf(exercise.keeps, solved, await runOf(loaded, stepId(steps.length - 1), solved));
    for (const { holds } of exercise.conditions) expect(judge(holds, sides)).not.toMatchObject({ left: NaN });
    for (const text of exercise.wrong.flatMap(({ when }) => when)) {
      const { left, right } = judge(text, sides);
      expect([left, right].some(Number.isNaN), text).toBe(false);
    }
  });

  test('leaving out the work is among the wrong answers', () => {
    expect(exercise.wrong.flatMap(({ fails }) => fails)).toContain('work');
  });

  test.each(exercise.wrong.map((answer) => [answer.id, answer] as const))(
    '%s fails for its reason',
    async (name, answer) => {
      const lab = wrong[name];
      if (!lab) throw new Error(name);
      const verdict = await verdictOf(loaded, `wrong/${id}.${name}`, lab);
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
    },
  );
});

describe.each(all.map((loaded) => [loaded.id, loaded] as const))('%s, opened from a link', (_, loaded) => {
  const { exercise, start } = loaded;
  const page = { question: exercise.title, open: exercise.open, changes: [] };
  const source = { ...start, page, overlays: {}, fixed: true };

  test.each(tricks)('is run as it is stated, and so fails as it starts: %s', async (_, trick) => {
    const edits = { ...freshDraft.edits, ...trick(start) };
    const draft = { change: null, edits };
    const changesSomething = Object.values(edits).some((part) => Object.keys(part).length > 0);
    expect(saysInVain(source, draft)).toBe(changesSomething);
    // The same jobs give the same run, and that one fails.
    expect(jobsOf(labOf(source, draft))).toEqual(jobsOf(start));
    expect((await verdictOf(loaded, 'base', start)).kind).toBe('failed');
  });

  test('is not judged where it was run with one request after all', async () => {
    const load = labLoads(start.lab).map((one) => loadWith(one, { pattern: 'burst', requests: 1 }));
    const verdict = await verdictOfRun(loaded, { ...start, lab: { ...start.lab, load } });
    const isStated =
      JSON.stringify(jobsOf({ ...start, lab: { ...start.lab, load } })) === JSON.stringify(jobsOf(start));
    expect(verdict.kind).toBe(isStated ? 'failed' : 'not-stated');
  });
});

describe('calls count where they arrive', () => {
  const askOnce = all.find(({ id }) => id === 'ask-once');
  if (!askOnce) throw new Error('ask-once');
  const { start, steps, wrong } = askOnce;
  const solved = steps.at(-1)?.lab ?? start;
  /** A lab with lines before all others of its main.py. */
  const saying = (lab: LoadedLab, text: string): LoadedLab => {
    const { fastapi = {} } = lab.files;
    return {
      ...lab,
      files: { ...lab.files, fastapi: { ...fastapi, 'main.py': `${text}\n${fastapi['main.py'] ?? ''}` } },
    };
  };
  const fake = `print('INFO:     127.0.0.1:50000 - "GET /c-1042 HTTP/1.1" 200 OK\\n' * 20, flush=True)`;

  test.each([
    ['silences every log', 'import logging\n\nlogging.disable(logging.CRITICAL)'],
    ['prints what looks like calls', fake],
    [
      'prints it as another process would',
      `import sys\n\nsys.__stderr__.write('INFO:     x - "GET / HTTP/1.1" 200 OK\\n' * 20)`,
    ],
  ])('the solution passes, though it %s', async (_, text) => {
    expect(await verdictOfRun(askOnce, saying(solved, text))).toMatchObject({ kind: 'passed' });
  });

  test('nobody asked, whatever was printed', async () => {
    const notAsked = wrong['not-asked'] ?? start;
    const verdict = await verdictOfRun(askOnce, saying(notAsked, fake));
    expect(verdict).toMatchObject({ kind: 'failed', recognised: { id: 'not-asked' } });
  });
});
