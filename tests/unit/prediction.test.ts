import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { locales, type Locale } from '../../src/i18n.ts';
import { nameIn } from '../../src/trace/name.ts';
import { assembleRun } from '../../src/trace/assemble.ts';
import { numberAt } from '../../src/trace/expect.ts';
import { factsTree } from '../../src/trace/facts.ts';
import { plain, type Sentence } from '../../src/trace/parts.ts';
import {
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
import { loaded, run } from '../fixtures/first-run.ts';
import { anySide } from '../fixtures/any-side.ts';

const outcome = outcomeOf(run);
const spoken = (sentence: Sentence | null) => sentence && plain(sentence).replaceAll('\u00a0', ' ');
const nameOf = (locale: Locale) => (id: string) => {
  const side = run.sides.find((one) => one.id === id);
  return side ? nameIn(side.name, locale) : id;
};
const end = (makespan: number, more: Partial<Outcome[string]> = {}) => ({
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
    expect(spoken(differenceOf('en', 'a', 1, { a: end(3, { stoppedAt: 3 }) }))).toBe(
      'You guessed 1 s; it was stopped at 3 s, unfinished.',
    );
    expect(spoken(differenceOf('en', 'a', 1, { a: end(0, { completed: 0 }) }))).toBe(
      'You guessed 1 s; no request was answered.',
    );
    expect(differenceOf('en', 'a', 1, {})).toBeNull();
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
    [null, { fastapi: end(1), django: end(1) }, 'You guessed that all finish at the same moment. Right: in 1 s.'],
    [
      'django',
      { fastapi: end(1), django: end(1) },
      'You guessed that Django, 4 sync workers finishes first. FastAPI, def and Django, 4 sync workers finished at the same moment, after 1 s.',
    ],
    [
      'django',
      { django: end(0, { completed: 0 }) },
      'You guessed that Django, 4 sync workers finishes first. No side finished.',
    ],
  ])('which side is first: %s', (guess, ends, en) => {
    expect(spoken(firstDifference('en', guess, ends, nameOf('en')))).toBe(en);
    expect(spoken(firstDifference('zh-cn', guess, ends, nameOf('zh-cn')))).toMatch(/\p{Script=Han}/u);
  });

  test('a side that was stopped is never first', () => {
    const ends = { fastapi: end(1, { stoppedAt: 1 }), django: end(2) };
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
          const ends = outcomeOf(made);
          const tree = { ...factsTree(made), guess: { fastapi: guess, django: guess } };
          const sentences = [
            differenceOf(locale, 'fastapi', guess, ends),
            firstDifference(locale, 'fastapi', ends, nameOf(locale)),
            firstDifference(locale, null, ends, nameOf(locale)),
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

  test('take the first outcome after them, and no other', () => {
    const seen = withOutcome([made(1)], outcome);
    expect(withOutcome(seen, { a: end(1) })).toEqual([{ ...made(1), outcome }]);
    expect(withOutcome(null, outcome)).toEqual([]);
  });
});
