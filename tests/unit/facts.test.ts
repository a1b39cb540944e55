/** What sentences stand on, at the edge of each rule: what counts as running, as waiting beside the most, as slower. */
import { describe, expect, test } from 'vitest';
import { states, type RawRequest, type RawSide, type State } from '../../src/contract/raw.ts';
import type { Run } from '../../src/contract/run.ts';
import { explain } from '../../src/trace/explain.ts';
import { factsOf, mainName } from '../../src/trace/facts.ts';
import { plain } from '../../src/trace/parts.ts';
import { ms, names, runOf, sideOf, type Stretch } from '../fixtures/stretches.ts';

function factsOfSide(raw: RawSide) {
  const [side] = runOf(raw).sides;
  if (!side) throw new Error('a run of no side');
  return factsOf(side);
}

const said = (run: Run, id = 'a'): string[] =>
  explain(run, id, 'en').map((sentence) => plain(sentence).replaceAll('\u00a0', ' '));

describe('a request', () => {
  test.each<[State, number]>([
    ['blocking', 2],
    ['cpu', 2],
    ['core', 2],
    ['await', 0],
    ['thread', 0],
    ['loop', 0],
    ['lock', 0],
    ['backlog', 0],
  ])('in the state %s runs on a thread: %d of two do', (state, running) => {
    expect(factsOfSide(sideOf([[[state, 0, 10]], [[state, 5, 15]]])).running).toBe(running);
  });

  test('is in hand wherever it is but in the backlog, for as long as that lasts', () => {
    const facts = factsOfSide(
      sideOf([
        [
          ['backlog', 0, 10],
          ['await', 10, 20, { process: 1 }],
        ],
        [['await', 0, 10, { process: 1 }]],
        [['await', 12, 18, { process: 2 }]],
        [['lock', 13, 13, { process: 3 }]],
        [['await', 14, 15, { process: null }]],
      ]),
    );
    expect(facts).toMatchObject({ perProcess: 1, busy: 3, workers: 2 });
  });
});

describe('how requests ended', () => {
  const side = sideOf(
    Array.from({ length: 9 }, (): Stretch[] => [['await', 0, 10]]),
    (row, id) => {
      const changed = [...row] as RawRequest;
      const errors = ['timeout', 'refused', 'reset', 'failed'] as const;
      if (id < 4) [changed[6], changed[7]] = [null, errors[id] ?? null];
      else if (id < 8) changed[6] = [499, 500, 503, 503][id - 4] ?? 200;
      else [changed[4], changed[5], changed[6]] = [null, null, null];
      return changed;
    },
  );

  test('is counted by its kind; a status from 500 is a failure, one below is none', () => {
    const facts = factsOfSide(side);
    expect(facts.failures).toEqual({ timeout: 1, refused: 1, reset: 1, failed: 1, status: { 500: 1, 503: 2 } });
    expect(facts).toMatchObject({ good: 1, open: 1, errors: 7 });
  });
});

test('time in a state is that of each request, all its stretches together', () => {
  const facts = factsOfSide(
    sideOf([
      [
        ['lock', 0, 10],
        ['await', 10, 20, { on: 0 }],
        ['lock', 20, 25],
      ],
      [
        ['lock', 0, 5],
        ['await', 5, 6, { on: 1 }],
      ],
      [
        ['lock', 3, 3],
        ['cpu', 3, 4],
      ],
    ]),
  );
  expect(facts.timeInState.lock).toEqual({ requests: 2, total: 0.02, mean: 0.01 });
  expect(facts.network).toEqual({ requests: 1, total: 0.01, mean: 0.01 });
  expect(facts.timeInState.thread).toEqual({ requests: 0, total: 0, mean: 0 });
});

test('what a thread does for no request is no time of a request', () => {
  const side = sideOf([[['await', 0, 10]]]);
  side.spans.push([null, 0, 1, states.indexOf('blocking'), 0, 10 * ms, null]);
  expect(factsOfSide(side)).toMatchObject({
    busy: 1,
    running: 0,
    timeInState: { blocking: { requests: 0, total: 0 } },
  });
});

test('what is named is what most of the time went to, of the states that are asked for', () => {
  const [side] = runOf(
    sideOf([
      [
        ['blocking', 0, 3, { on: 1 }],
        ['cpu', 3, 5, { on: 2 }],
        ['blocking', 5, 7, { on: 2 }],
        ['lock', 7, 50, { on: 0 }],
      ],
    ]),
  ).sides;
  if (!side) throw new Error('a run of no side');
  expect(mainName(side.spans, ['blocking'])).toBe(names[1]);
  expect(mainName(side.spans, ['blocking', 'cpu'])).toBe(names[2]);
  expect(mainName(side.spans, ['loop'])).toBeNull();
});

test('what has no name is not named, however long it takes; of names with as much time it is the first', () => {
  const [side] = runOf(
    sideOf([
      [
        ['lock', 0, 2, { on: 2 }],
        ['lock', 2, 4, { on: 1 }],
        ['lock', 4, 50],
      ],
    ]),
  ).sides;
  expect(mainName(side?.spans ?? [], ['lock'])).toBe(names[2]);
});

describe('a sentence', () => {
  const taking = (time: number): RawSide => sideOf([[['blocking', 0, time, { on: 1 }]]]);

  test.each([
    [100, 104, false],
    [100, 106, true],
    [105, 100, false],
  ])('of a side that takes %d beside %d: the second is called slower: %j', (first, second, isSlower) => {
    const [outcome = ''] = said(runOf(taking(first), taking(second)), 'b');
    expect(outcome.includes('times as long')).toBe(isSlower);
  });

  test('compares with the fastest of the others', () => {
    expect(said(runOf(taking(200), taking(400), taking(100)), 'b')[0]).toContain('4 times as long as C');
  });

  test.each([
    [40, 10, true],
    [40, 9, false],
  ])('is given to what weighs a quarter of the most: %d and %d ms: %j', (most, other, isGiven) => {
    const waiting = sideOf([
      [
        ['lock', 0, most, { on: 2 }],
        ['thread', most, most + other],
        ['blocking', 50, 60, { on: 1 }],
      ],
    ]);
    const [, first = '', second = ''] = said(runOf(waiting));
    expect(first).toContain('lock');
    expect(second.includes('thread')).toBe(isGiven);
  });

  test.each([
    [10, true],
    [9, false],
  ])('is given to %d ms on the way beside 40 ms of waiting: %j', (way, isGiven) => {
    const waiting = sideOf([
      [
        ['lock', 0, 40, { on: 2 }],
        ['await', 40, 40 + way, { on: 0 }],
      ],
    ]);
    expect(said(runOf(waiting)).length).toBe(isGiven ? 3 : 2);
  });
});
