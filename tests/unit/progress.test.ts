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
import { outcomeOf, predictionKind, type Guess } from '../../src/learn/prediction.ts';
import { columns, progressRows } from '../../src/learn/progress-csv.ts';
import { cameTrue, progressOf, type Book } from '../../src/learn/progress.ts';
import { exerciseKind, freshExercise, questionKind, withAnswer } from '../../src/learn/record.ts';
import { resultOfRun, resultsKind, withResult, type KeptResult } from '../../src/learn/results.ts';
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

  test('says of each side of a run, of each guess, chapter and exercise what is known, in the reader’s words', () => {
    const { storage } = memoryShelf();
    storage.write(visitKind, 'waiting', { first: 1000, last: 2000, finished: null }, null);
    storage.write(exerciseKind, 'free', { ...freshExercise, tries: 1 }, null);
    const made = resultOfRun(run, { at: 3000, change: 'async', edited: true });
    const old = {
      at: 4000,
      change: 'gone',
      edited: false,
      sides: made.sides.slice(1).map((side) => ({ ...side, id: 'flask' })),
    };
    storage.write(resultsKind, 'first-run', [made, old], null);
    const seconds = { fastapi: 0.3, flask: 1 };
    const first = (side: string | null) => ({
      at: 5000,
      key: 'k',
      guess: { kind: 'first', side } as const,
      outcome: null,
    });
    storage.write(
      predictionKind,
      'first-run',
      [
        { at: 5000, key: 'k', guess: { kind: 'makespan', seconds }, outcome: outcomeOf(run, []) },
        first('django'),
        first('flask'),
        first(null),
      ],
      null,
    );
    const [, ...rows] = progressRows(progressOf(storage, book));
    const said = rows.map((row) =>
      Object.fromEntries(columns.flatMap((column, index) => (row[index] == null ? [] : [[column, row[index]]]))),
    );
    const lab = { id: 'first-run', title: '=HYPERLINK("x")' };
    const numbers = { requests: 100, completed: 100, errors: 0 };
    const fast = { makespan_s: 0.3, p50_s: 0.2, p95_s: 0.3, p99_s: 0.3, throughput_per_s: 333.333333333 };
    const slow = { makespan_s: 2.5, p50_s: 1.3, p95_s: 2.4, p99_s: 2.5, throughput_per_s: 40 };
    const run1 = { what: 'run', when: '1970-01-01T00:00:03.000Z', ...lab, change: 'await', edited: 'yes' };
    const run2 = { what: 'run', when: '1970-01-01T00:00:04.000Z', ...lab, change: 'gone', edited: 'no' };
    const guess = { what: 'guess', when: '1970-01-01T00:00:05.000Z', ...lab };
    expect(said).toEqual([
      { what: 'opened', when: '1970-01-01T00:00:01.000Z', id: 'waiting', title: 'Waiting' },
      { ...run1, side: 'FastAPI', command: 'uvicorn main:app', ...numbers, ...fast },
      { ...run1, side: 'Django', command: 'gunicorn shop.wsgi --workers 4', ...numbers, ...slow },
      { ...run2, side: 'flask', command: 'gunicorn shop.wsgi --workers 4', ...numbers, ...slow },
      { ...guess, side: 'FastAPI', guess: 0.3, makespan_s: 0.3 },
      { ...guess, side: 'flask', guess: 1 },
      { ...guess, side: 'Django', guess: 'first' },
      { ...guess, side: 'flask', guess: 'first' },
      { ...guess, guess: 'first' },
      { what: 'exercise tried', id: 'free', title: 'Free' },
    ]);
  });

  test('counts the questions that were answered, and those that were answered rightly at least once', () => {
    const { storage } = memoryShelf();
    const wrong = withAnswer(null, ['a'], false, 1);
    const right = withAnswer(wrong, ['b'], true, 2);
    storage.write(questionKind, 'one', wrong, null);
    storage.write(questionKind, 'two', right, null);
    storage.write(questionKind, 'three', wrong, null);
    expect(progressOf(storage, book).questions).toEqual({ answered: 3, right: 1 });
  });

  test.each<[string, Guess, boolean | null]>([
    ['within a tenth', { kind: 'makespan', seconds: { fastapi: 0.3, django: 2.75 } }, true],
    ['more than a tenth off', { kind: 'makespan', seconds: { fastapi: 0.3, django: 2.76 } }, false],
    ['of a side that did not run', { kind: 'makespan', seconds: { fastapi: 0.3, flask: 1 } }, false],
    ['of a side that was stopped', { kind: 'makespan', seconds: { stopped: 1 } }, false],
    ['of the first side', { kind: 'first', side: 'fastapi' }, true],
    ['of the other side', { kind: 'first', side: 'django' }, false],
    ['that was skipped', { kind: 'skipped' }, null],
  ])('a guess %s came true: %j', (_, guess, isTrue) => {
    const seen = outcomeOf(run, []);
    const stopped = { makespan: 1, completed: 1, stoppedAt: 1 };
    const outcome = { ...seen, sides: { ...seen.sides, stopped } };
    expect(cameTrue({ at: 1, key: 'k', guess, outcome })).toBe(isTrue);
  });

  test('keeps the last fifty results of a lab', () => {
    const about = (at: number) => ({ at, change: null, edited: false, sides: [] });
    const kept = Array.from({ length: 52 }, (_, at) => about(at)).reduce<KeptResult[]>(withResult, []);
    expect(kept.map(({ at }) => at)).toEqual(Array.from({ length: 50 }, (_, at) => at + 2));
    expect(withResult(null, about(1))).toEqual([about(1)]);
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
    expect(readRun({ ...made, at: -1 })).toBeNull();
    const withFile = (path: string) => ({ ...made, loaded: { ...made.loaded, files: { fastapi: { [path]: '' } } } });
    expect(readRun(withFile('a/b.py'))).not.toBeNull();
    expect(readRun(withFile('../b.py'))).toBeNull();
    // Of the right shape, and against the rules: a burst has no rate.
    const load = { path: '/', pattern: 'burst', requests: 1, rate: 1 };
    expect(readRun({ ...made, loaded: { ...made.loaded, lab: { ...made.loaded.lab, load } } })).toBeNull();
    const failed = { kind: 'failed', problem: { code: 'stopped', values: {} } };
    expect(readRun({ ...made, outcomes: { fastapi: failed } })?.outcomes).toEqual({ fastapi: failed });
    expect(readRun({ ...made, outcomes: { fastapi: undefined } })).toBeNull();
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

  test('differs in a key of a load, in the machine and in a service, one setting a line', () => {
    const load = { path: '/', pattern: 'burst' as const, requests: 1 };
    const other = {
      ...loaded,
      lab: {
        ...loaded.lab,
        load: [load, { ...load, name: 'probe', headers: { a: 'b' } }],
        world: { cores: 4 },
        services: [{ name: 'Stock', directory: 'stock', command: 'uvicorn stock:app' }],
      },
    };
    expect(codeDifference({ ...other, lab: { ...other.lab, services: [], world: {}, load } }, other)).toEqual([
      {
        file: null,
        lines: [
          { kind: 'same', text: 'fastapi $ uvicorn main:app' },
          { kind: 'same', text: 'django $ gunicorn shop.wsgi --workers 4' },
          { kind: 'added', text: 'stock $ uvicorn stock:app' },
          { kind: 'same', text: 'main.path: /' },
          { kind: 'same', text: 'main.pattern: burst' },
          { kind: 'same', text: 'main.requests: 1' },
          { kind: 'removed', text: 'world.cores: 2' },
          { kind: 'added', text: 'probe.headers: {"a":"b"}' },
          { kind: 'added', text: 'probe.path: /' },
          { kind: 'added', text: 'probe.pattern: burst' },
          { kind: 'added', text: 'probe.requests: 1' },
          { kind: 'added', text: 'world.cores: 4' },
        ],
      },
    ]);
  });

  test('leaves out what is the same but for two lines around, and says so', () => {
    const numbered = (change: Record<number, string>): string =>
      Array.from({ length: 20 }, (_, at) => change[at] ?? String(at)).join('\n');
    const withText = (text: string) => ({ ...loaded, files: { fastapi: { 'main.py': text } } });
    const [difference] = codeDifference(withText(numbered({})), withText(numbered({ 0: 'a', 9: 'b', 19: 'c' })));
    expect(difference?.lines.map(({ kind, text }) => (kind === 'gap' ? '…' : `${kind.charAt(0)} ${text}`))).toEqual([
      ...['r 0', 'a a', 's 1', 's 2', '…', 's 7', 's 8', 'r 9', 'a b', 's 10', 's 11'],
      ...['…', 's 17', 's 18', 'r 19', 'a c'],
    ]);
    const [later] = codeDifference(withText(numbered({})), withText(numbered({ 9: 'b' })));
    expect(later?.lines[0]).toEqual({ kind: 'gap', text: '' });
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
