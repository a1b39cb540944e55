import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { locales, type Locale } from '../../src/i18n/i18n.ts';
import type { LabChoice } from '../../src/contract/page.ts';
import type { Run } from '../../src/contract/run.ts';
import { nameIn } from '../../src/trace/name.ts';
import { assembleRun } from '../../src/lab/assemble.ts';
import { numberAt } from '../../src/trace/expect.ts';
import { factsTree } from '../../src/trace/facts.ts';
import { plain, type Sentence } from '../../src/trace/parts.ts';
import {
  choiceDifference,
  differenceOf,
  firstDifference,
  isRight,
  outcomeOf,
  predictionKind,
  withOutcome,
  withPrediction,
  type Outcome,
  type Prediction,
} from '../../src/learn/prediction.ts';
import { keyOf } from '../../src/learn/envelope.ts';
import { loaded, run } from '../fixtures/first-run.ts';
import { memoryShelf } from '../fixtures/memory-store.ts';
import { anySide } from '../fixtures/any-side.ts';

const choices: LabChoice[] = [
  {
    id: 'both',
    text: { en: 'Both within 1 s', 'zh-cn': '都在一秒内' },
    holds: ['fastapi.makespan < 1', 'django.makespan < 1'],
  },
  {
    id: 'one',
    text: { en: 'One of them', 'zh-cn': '其中一边' },
    holds: ['fastapi.makespan < 1', 'django.makespan >= 1'],
  },
  { id: 'none', text: { en: 'Neither', 'zh-cn': '都不在' }, holds: 'fastapi.makespan >= 1' },
];
const textOf = (locale: Locale) => (id: string) => choices.find((choice) => choice.id === id)?.text[locale] ?? id;

const outcome = outcomeOf(run, []);
const spoken = (sentence: Sentence | null) => sentence && plain(sentence).replaceAll('\u00a0', ' ');
const nameOf = (locale: Locale) => (id: string) => {
  const side = run.sides.find((one) => one.id === id);
  return side ? nameIn(side.name, locale) : id;
};
const ended = (sides: Outcome['sides']): Outcome => ({ sides, held: [] });
const end = (makespan: number, more: Partial<Outcome['sides'][string]> = {}) => ({
  makespan,
  completed: 1,
  stoppedAt: null,
  ...more,
});

describe('the difference in words', () => {
  test.each<[number, string, string]>([
    [0.3, 'You guessed 0.3 s, and that is what it took.', '你猜 0.3 秒，正是这么久。'],
    [0.28, 'You guessed 0.28 s; it took 0.3 s. Close.', '你猜 0.28 秒，实际 0.3 秒，很接近。'],
    [0.1, 'You guessed 0.1 s; it took 0.3 s, 3 times as long.', '你猜 0.1 秒，实际 0.3 秒，是你猜的 3 倍。'],
    [
      3,
      'You guessed 3 s; it took 0.3 s. Your guess was 10 times as long.',
      '你猜 3 秒，实际 0.3 秒，你猜的是实际的 10 倍。',
    ],
    [0, 'You guessed 0 s; it took 0.3 s.', '你猜 0 秒，实际 0.3 秒。'],
  ])('a guess of %d', (guess, en, zh) => {
    expect(spoken(differenceOf('en', 'fastapi', guess, outcome))).toBe(en);
    expect(spoken(differenceOf('zh-cn', 'fastapi', guess, outcome))).toBe(zh);
  });

  test('of a side that did not end well, or did not run', () => {
    expect(spoken(differenceOf('en', 'a', 1, ended({ a: end(3, { stoppedAt: 3 }) })))).toBe(
      'You guessed 1 s; it was stopped at 3 s, unfinished.',
    );
    expect(spoken(differenceOf('en', 'a', 1, ended({ a: end(0, { completed: 0 }) })))).toBe(
      'You guessed 1 s; no request was answered.',
    );
    expect(differenceOf('en', 'a', 1, ended({}))).toBeNull();
  });

  test.each<[string | null, Outcome, string]>([
    [
      'fastapi',
      outcome,
      'You guessed that FastAPI, def finishes first. Right: in 0.3 s; Django, 4 sync workers took 2.5 s.',
    ],
    [
      'django',
      outcome,
      'You guessed that Django, 4 sync workers finishes first. FastAPI, def did, in 0.3 s; Django, 4 sync workers took 2.5 s.',
    ],
    [
      null,
      outcome,
      'You guessed that all finish at the same moment. FastAPI, def did, in 0.3 s; Django, 4 sync workers took 2.5 s.',
    ],
    [
      null,
      ended({ fastapi: end(1), django: end(1) }),
      'You guessed that all finish at the same moment. Right: in 1 s.',
    ],
    [
      'django',
      ended({ fastapi: end(1), django: end(1) }),
      'You guessed that Django, 4 sync workers finishes first. FastAPI, def and Django, 4 sync workers finished at the same moment, after 1 s.',
    ],
    [
      'django',
      ended({ django: end(0, { completed: 0 }) }),
      'You guessed that Django, 4 sync workers finishes first. No side finished.',
    ],
  ])('which side is first: %s', (guess, ends, en) => {
    expect(spoken(firstDifference('en', guess, ends, nameOf('en')))).toBe(en);
    expect(spoken(firstDifference('zh-cn', guess, ends, nameOf('zh-cn')))).toMatch(/\p{Script=Han}/u);
  });

  test.each<[string, Run['sides'], string, string]>([
    ['one', run.sides, 'You guessed “One of them”. Right.', '你猜的是“其中一边”。猜对了。'],
    [
      'both',
      run.sides,
      'You guessed “Both within 1 s”. What happened: “One of them”.',
      '你猜的是“都在一秒内”，实际是“其中一边”。',
    ],
    [
      'both',
      run.sides.slice(0, 1),
      'You guessed “Both within 1 s”. In this run none of the choices is true.',
      '你猜的是“都在一秒内”，这次运行的结果不在选项之中。',
    ],
  ])('which choice is true: %s', (guess, sides, en, zh) => {
    const ends = outcomeOf({ sides }, choices);
    expect(spoken(choiceDifference('en', guess, ends, textOf('en')))).toBe(en);
    expect(spoken(choiceDifference('zh-cn', guess, ends, textOf('zh-cn')))).toBe(zh);
  });

  test('a guess is close within a tenth of what it took', () => {
    const said = (guess: number) => spoken(differenceOf('en', 'a', guess, ended({ a: end(10) })));
    expect(said(9)).toBe('You guessed 9 s; it took 10 s. Close.');
    expect(said(11)).toBe('You guessed 11 s; it took 10 s. Close.');
    expect(said(8.9)).toMatch(/1\.1 times as long\.$/);
    expect(spoken(differenceOf('en', 'a', 1, ended({ a: end(0) })))).toBe('You guessed 1 s; it took 0 s.');
  });

  test('of several that finished later each is told, and none that did not finish', () => {
    const ends = ended({ a: end(1), b: end(2), c: end(3), d: end(1, { stoppedAt: 1 }) });
    expect(spoken(firstDifference('en', 'a', ends, (id) => id))).toBe(
      'You guessed that a finishes first. Right: in 1 s; b took 2 s and c took 3 s.',
    );
    expect(isRight(null, ended({ a: end(1), b: end(1), c: end(2) }))).toBe(false);
    expect(isRight(null, ended({ a: end(1) }))).toBe(false);
    expect(isRight('a', ended({ a: end(1), b: end(1) }))).toBe(false);
  });

  test('a side that was stopped is never first', () => {
    const ends = ended({ fastapi: end(1, { stoppedAt: 1 }), django: end(2) });
    expect(isRight('fastapi', ends)).toBe(false);
    expect(isRight('django', ends)).toBe(true);
  });

  test('every number in it is the run’s or the guess, in both languages', () => {
    fc.assert(
      fc.property(
        anySide,
        anySide,
        fc.double({ min: 0, max: 1e4, noNaN: true }),
        fc.constantFrom(...locales),
        (first, second, guess, locale) => {
          const made = assembleRun(loaded, [first, second]);
          const ends = outcomeOf(made, choices);
          const tree = { ...factsTree(made), guess: { fastapi: guess, django: guess } };
          const sentences = [
            differenceOf(locale, 'fastapi', guess, ends),
            firstDifference(locale, 'fastapi', ends, nameOf(locale)),
            firstDifference(locale, null, ends, nameOf(locale)),
            choiceDifference(locale, 'both', ends, textOf(locale)),
          ];
          for (const part of sentences.flatMap((sentence) => sentence ?? [])) {
            if (part.kind === 'text') expect(part.text).not.toMatch(/\d/);
            if (part.kind !== 'number') continue;
            const from = numberAt(tree, part.from);
            const over = part.over ? numberAt(tree, part.over) : 1;
            expect(part.value).toBe((from ?? NaN) / (over ?? NaN));
          }
        },
      ),
    );
  });
});

describe('predictions', () => {
  const made = (at: number): Prediction => ({ at, key: 'k', guess: { kind: 'skipped' }, outcome: null });

  test('are kept, the newest last, and no more than can be told apart', () => {
    let list: Prediction[] | null = null;
    for (let at = 0; at < 100; at += 1) list = withPrediction(list, made(at));
    expect(list).toHaveLength(20);
    expect(list?.at(-1)?.at).toBe(99);
    expect(predictionKind.schema.parse(list)).toEqual(list);
  });

  test('of an older version are as they were, and no choice was true of their runs', () => {
    const before = { at: 1, key: 'k', guess: { kind: 'first', side: 'a' } };
    const old = [
      { ...before, outcome: { a: end(1) } },
      { ...before, outcome: null },
    ];
    const now = [
      { ...before, outcome: { sides: { a: end(1) }, held: [] } },
      { ...before, outcome: null },
    ];
    const key = keyOf(predictionKind, 'x');
    for (const text of [JSON.stringify(old), JSON.stringify({ v: 1, saved: 3, data: old })]) {
      expect(memoryShelf({ [key]: text }).storage.read(predictionKind, 'x')).toMatchObject({
        kind: 'kept',
        value: now,
      });
    }
    const torn = JSON.stringify({ v: 1, saved: 3, data: [{ ...before, outcome: 7 }] });
    expect(memoryShelf({ [key]: torn }).storage.read(predictionKind, 'x')).toMatchObject({ kind: 'damaged' });
  });

  test('take the first outcome after them, and no other', () => {
    const seen = withOutcome([made(1)], outcome);
    expect(withOutcome(seen, ended({ a: end(1) }))).toEqual([{ ...made(1), outcome }]);
    expect(withOutcome(null, outcome)).toEqual([]);
  });
});
