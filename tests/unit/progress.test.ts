import { describe, expect, test } from 'vitest';
import { answeredAt, answeredPath } from '../../src/charts/answered.ts';
import { runChoices, firstChoices, loadChoice } from '../../src/components/lab/compare/choices.ts';
import { guessSteps, secondsAt, stepOf, ticks } from '../../src/components/lab/guess-axis.ts';
import { createKeptRuns } from '../../src/workbench/kept-runs.ts';
import { guessText, wordsIn } from '../../src/components/progress/words.ts';
import { freshDraft, type LabSource } from '../../src/lab/draft.ts';
import { resultOf } from '../../src/lab/result.ts';
import { codeDifference } from '../../src/learn/code-difference.ts';
import { readRun } from '../../src/learn/import-runs.ts';
import { outcomeOf, predictionKind } from '../../src/learn/prediction.ts';
import { columns, progressRows } from '../../src/learn/progress-csv.ts';
import { cameTrue, progressOf, type Book } from '../../src/learn/progress.ts';
import { exerciseKind, freshExercise } from '../../src/learn/record.ts';
import { resultsKind } from '../../src/learn/results.ts';
import type { NewRun, Runs } from '../../src/learn/runs.ts';
import { visitKind, withVisit } from '../../src/learn/visit.ts';
import { django, fastapi, loaded, run } from '../fixtures/first-run.ts';
import { memoryShelf } from '../fixtures/memory-store.ts';

const outcomes = { fastapi: { kind: 'ran', side: fastapi }, django: { kind: 'ran', side: django } } as const;
const book: Book = {
  chapters: [{ slug: 'waiting', title: 'Waiting', address: '/waiting/' }],
  labs: [
    {
      name: 'first-run',
      question: '=HYPERLINK("x")',
      address: '/',
      asks: true,
      sides: { fastapi: 'FastAPI', django: 'Django' },
      changes: { async: 'await' },
      choices: { both: 'On both', neither: 'On neither' },
    },
  ],
  exercises: [{ id: 'free', title: 'Free', address: '/free/', checks: ['fast'] }],
};

function done() {
  const { storage } = memoryShelf();
  storage.update(visitKind, 'waiting', (before) => withVisit(before, 1000, true));
  storage.write(
    predictionKind,
    'first-run',
    [
      {
        at: 1,
        key: 'k',
        guess: { kind: 'makespan', seconds: { fastapi: 0.31, django: 2.4 } },
        outcome: outcomeOf(run, []),
      },
      { at: 2, key: 'k', guess: { kind: 'skipped' }, outcome: null },
    ],
    null,
  );
  storage.write(exerciseKind, 'free', { ...freshExercise, tries: 2, passed: 5000 }, null);
  return storage;
}

describe('progress', () => {
  test('is what the shelf has, and skipped guesses are none', () => {
    const progress = progressOf(done(), book);
    expect(progress.chapters[0]?.visit).toEqual({ first: 1000, last: 1000, finished: 1000 });
    expect(progress.labs[0]?.predictions).toHaveLength(1);
    expect(progress.exercises[0]?.record).toMatchObject({ tries: 2, passed: 5000 });
    expect(progress.labs[0]?.predictions.map(cameTrue)).toEqual([true]);
  });

  test('of nobody is empty', () => {
    expect(progressOf(memoryShelf().storage, book)).toMatchObject({
      chapters: [{ visit: null }],
      labs: [{ results: [], predictions: [] }],
      exercises: [{ record: null }],
      questions: { answered: 0, right: 0 },
    });
  });

  test('is a table with as many cells as columns in each row', () => {
    const rows = progressRows(progressOf(done(), book));
    expect(rows.map((row) => row[0])).toEqual(['what', 'read', 'guess', 'guess', 'exercise passed']);
    for (const row of rows) expect(row).toHaveLength(columns.length);
  });

  test('says of a choice what was guessed and what was true', () => {
    const { storage } = memoryShelf();
    const seen = { sides: {}, held: ['both'] };
    storage.write(
      predictionKind,
      'first-run',
      [
        { at: 1, key: 'k', guess: { kind: 'choice', choice: 'both' }, outcome: seen },
        { at: 2, key: 'k', guess: { kind: 'choice', choice: 'gone' }, outcome: null },
        { at: 3, key: 'k', guess: { kind: 'choice', choice: 'neither' }, outcome: seen },
      ],
      null,
    );
    const progress = progressOf(storage, book);
    const [lab] = progress.labs;
    if (!lab) throw new Error('no lab');
    expect(lab.predictions.map(cameTrue)).toEqual([true, null, false]);
    const rows = progressRows(progress).slice(1);
    const cells = rows.map((row) => [row[columns.indexOf('guess')], row[columns.indexOf('held')]]);
    expect(cells).toEqual([
      ['On both', 'On both'],
      ['gone', null],
      ['On neither', 'On both'],
    ]);
    expect(guessText(wordsIn('en'), lab)).toBe('You guessed “On neither”. What happened: “On both”.');
  });

  test('a chapter read to the end stays read', () => {
    const read = withVisit(withVisit(null, 1, false), 2, true);
    expect(withVisit(read, 3, false)).toEqual({ first: 1, last: 3, finished: 2 });
  });
});

describe('a run', () => {
  const result = resultOf(loaded, outcomes, { source: 'live', key: 'k', took: 1 });
  const kept: NewRun[] = [];
  const runs: Runs = {
    list: () =>
      Promise.resolve(kept.map(({ lab, key, at, change, edited }, id) => ({ id, lab, key, at, change, edited }))),
    get: (id) => Promise.resolve(kept[id] ?? null),
    keep: (made) => {
      kept.push(made);
      return Promise.resolve({ kind: 'kept', dropped: 0 });
    },
    add: () => Promise.resolve({ kind: 'full' }),
    remove: () => Promise.resolve(),
  };

  test('is kept whole, and its numbers beside it; one of which no side ran is not', async () => {
    const { storage } = memoryShelf();
    const keptRuns = createKeptRuns({ lab: 'first-run', runs, storage, now: () => 7 });
    const nothing = resultOf(loaded, {}, { source: 'live', key: 'k', took: 1 });
    await keptRuns.keep({ draft: freshDraft, loaded, outcomes: {}, result: nothing });
    expect(keptRuns.view.get().heads).toEqual([]);
    await keptRuns.keep({ draft: freshDraft, loaded, outcomes, result });
    expect(keptRuns.view.get()).toMatchObject({
      last: { kind: 'kept' },
      heads: [{ at: 7, edited: false, change: null }],
    });
    expect(storage.read(resultsKind, 'first-run')).toMatchObject({
      value: [
        {
          at: 7,
          sides: [
            { id: 'fastapi', makespan: 0.3 },
            { id: 'django', makespan: 2.5 },
          ],
        },
      ],
    });
  });

  test('is chosen beside the recorded one, and comes back as it was', async () => {
    const source: LabSource = {
      ...loaded,
      page: { question: { en: '', 'zh-cn': '' }, open: {}, changes: [] },
      overlays: {},
    };
    const choices = runChoices(source, await runs.list());
    const [first, second] = firstChoices(choices) ?? [];
    if (!first || !second) throw new Error('nothing to choose');
    const recordingOf = () => Promise.resolve(outcomes);
    expect((await loadChoice(first, source, recordingOf, runs))?.result.source).toBe('recorded');
    expect((await loadChoice(second, source, recordingOf, runs))?.result.run).toEqual(run);
    expect(
      await loadChoice({ kind: 'kept', head: { ...kept[0], id: 99 } as never }, source, recordingOf, runs),
    ).toBeNull();
    expect(firstChoices(runChoices(source, []))).toBeNull();
  });

  test('of a file is taken only when it is whole', () => {
    const made = JSON.parse(JSON.stringify(kept[0])) as NewRun;
    expect(readRun(made)).toEqual(made);
    expect(readRun({ ...made, more: 1 })).toBeNull();
    expect(readRun({ ...made, outcomes: { fastapi: { kind: 'ran', side: {} } } })).toBeNull();
    expect(readRun({ ...made, loaded: { ...made.loaded, lab: { ...made.loaded.lab, sides: [] } } })).toBeNull();
    expect(readRun('run')).toBeNull();
  });
});

describe('what two runs ran', () => {
  test('differs in a line of a file and in a command', () => {
    const files = {
      ...loaded.files,
      fastapi: { 'main.py': (loaded.files['fastapi']?.['main.py'] ?? '').replace('0.1', '0.2') },
    };
    const sides = loaded.lab.sides.map((side) => ({
      ...side,
      command: side.command.replace('--workers 4', '--workers 8'),
    }));
    const differences = codeDifference(loaded, { ...loaded, files, lab: { ...loaded.lab, sides } });
    const changed = differences.map(({ file, lines }) => [
      file,
      lines.filter(({ kind }) => kind === 'removed' || kind === 'added'),
    ]);
    expect(changed).toEqual([
      [
        null,
        [
          { kind: 'removed', text: 'django $ gunicorn shop.wsgi --workers 4' },
          { kind: 'added', text: 'django $ gunicorn shop.wsgi --workers 8' },
        ],
      ],
      [
        'fastapi/main.py',
        [
          { kind: 'removed', text: '    time.sleep(0.1)' },
          { kind: 'added', text: '    time.sleep(0.2)' },
        ],
      ],
    ]);
    expect(codeDifference(loaded, loaded)).toEqual([]);
  });

  test('a file that one has and the other not differs in every line', () => {
    const more = {
      ...loaded,
      files: { ...loaded.files, fastapi: { ...loaded.files['fastapi'], 'extra.py': 'a\nb\n' } },
    };
    expect(codeDifference(loaded, more)).toEqual([
      {
        file: 'fastapi/extra.py',
        lines: [
          { kind: 'added', text: 'a' },
          { kind: 'added', text: 'b' },
        ],
      },
    ]);
  });
});

test('requests answered over time are steps up to all of them', () => {
  const ends = answeredAt({ requests: [3, 1, 1, null].map((end) => ({ end }) as never) });
  expect(ends).toEqual([1, 1, 3]);
  expect(answeredPath(ends, 4, 4)).toBe('M0 1000H250V500H750V250H1000');
  expect(answeredPath([], 4, 4)).toBe('M0 1000H1000');
});

test('the axis of guesses: each step leads back to itself, and the ends stand for what lies beyond', () => {
  expect(ticks).toEqual([0.01, 0.1, 1, 10, 100]);
  for (let step = 0; step <= guessSteps; step += 1) expect(stepOf(secondsAt(step))).toBe(step);
  expect([stepOf(0), stepOf(1e9)]).toEqual([0, guessSteps]);
});
