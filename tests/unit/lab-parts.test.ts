import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { highlight } from '../../src/components/lab/highlight.ts';
import { momentOf } from '../../src/workbench/moment.ts';
import { linesByFile, placesOf } from '../../src/workbench/places.ts';
import type { LabResult } from '../../src/lab/result.ts';
import { createPlayer } from '../../src/workbench/player.ts';
import { runProgress } from '../../src/workbench/progress.ts';
import { tabListKey } from '../../src/components/lab/tab-list.ts';
import { textOf } from '../../src/components/lab/tokens.ts';
import { run } from '../fixtures/first-run.ts';

describe('highlighted source', () => {
  test('is still the source, whatever it is', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: fc.constantFrom('a', ' ', '\n', '"', '#', 'def ', '(', '\t', 'é', '好') }),
        async (source) => {
          expect(textOf(await highlight(source))).toBe(source);
        },
      ),
      { numRuns: 50 },
    );
  });

  test('names what is a keyword and what a string', async () => {
    const [line] = await highlight('return "x"');
    expect(line).toEqual([
      [1, 'return'],
      [0, ' '],
      [2, '"x"'],
    ]);
  });
});

describe('a moment of a run', () => {
  const [fastapi] = run.sides;
  test.each([
    [0, 0, 40, 60],
    [0.1, 40, 40, 20],
    [0.25, 80, 20, 0],
    [0.3, 100, 0, 0],
  ])('at %d s %d are answered, %d work and %d wait', (at, answered, blocking, thread) => {
    if (!fastapi) throw new Error('the fixture has a side');
    const moment = momentOf(fastapi, at);
    const requests = (state: string) => moment.doing.find((one) => one.state === state)?.requests ?? 0;
    expect([moment.answered, requests('blocking'), requests('thread')]).toEqual([answered, blocking, thread]);
  });

  test('accounts for every request at any time', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 3, noNaN: true }), (at) => {
        for (const side of run.sides) {
          const { answered, doing } = momentOf(side, at);
          expect(answered + doing.reduce((sum, { requests }) => sum + requests, 0)).toBe(side.requests.length);
        }
      }),
    );
  });
});

describe('places of failures', () => {
  const files = ['main.py', 'shop/views.py', 'views.py'];
  const frame = (path: string, line: number) => `  File "${path}", line ${String(line)}, in f\n    x\n`;
  const head = 'Traceback (most recent call last):\n';

  const placesIn = (text: string, problems: LabResult['problems'] = {}) =>
    placesOf({ source: 'live', key: '', run, took: null, problems, printed: { shop: { 0: text } } }, 'shop', files);

  test('are the innermost lines of the lab in each traceback, once, after the one of the problem', () => {
    const one = `${head}${frame('/site-packages/starlette/routing.py', 3)}${frame('/lab/main.py', 8)}${frame('/lab/main.py', 12)}${frame('/lib/asyncio/base.py', 1)}ValueError\n`;
    const other = `${head}${frame('/lab/shop/views.py', 4)}KeyError\n`;
    const problem = { code: 'start-failed', values: {}, file: 'views.py', line: 1 } as const;
    expect(placesIn(`INFO\n${one}${other}${one}`, { shop: problem })).toEqual([
      { file: 'views.py', line: 1 },
      { file: 'main.py', line: 12 },
      { file: 'shop/views.py', line: 4 },
    ]);
  });

  test('are none without a traceback, or in files of others', () => {
    expect(placesIn(frame('/lab/main.py', 8))).toEqual([]);
    expect(placesIn(`${head}${frame('/lib/domain.py', 8)}KeyError\n`)).toEqual([]);
  });

  test('become lines by file', () => {
    expect(
      linesByFile([
        { file: 'a', line: 1 },
        { file: 'b', line: 2 },
        { file: 'a', line: 3 },
      ]),
    ).toEqual({ a: [1, 3], b: [2] });
  });
});

describe('a player', () => {
  function setUp(length: number) {
    let now = 0;
    let next: (() => void) | null = null;
    const player = createPlayer({
      now: () => now,
      frame: (callback) => {
        next = callback;
        return 1;
      },
      cancel: () => {
        next = null;
      },
    });
    player.load(length);
    const frame = (milliseconds: number) => {
      now += milliseconds;
      const callback = next;
      next = null;
      callback?.();
    };
    return { player, frame, waits: () => next !== null };
  }

  test('shows a new run whole, plays it from the start and ends whole', () => {
    const { player, frame, waits } = setUp(2);
    expect(player.state.get()).toMatchObject({ at: 2, playing: false });
    player.play();
    expect(player.state.get()).toMatchObject({ at: 0, playing: true });
    frame(500);
    expect(player.state.get().at).toBe(0.5);
    player.setSpeed(4);
    frame(250);
    expect(player.state.get().at).toBe(1.5);
    frame(1000);
    expect(player.state.get()).toMatchObject({ at: 2, playing: false });
    expect(waits()).toBe(false);
  });

  test('goes on from where it was paused or put', () => {
    const { player, frame } = setUp(2);
    player.play();
    frame(500);
    player.pause();
    frame(5000);
    expect(player.state.get()).toMatchObject({ at: 0.5, playing: false });
    player.seek(9);
    expect(player.state.get().at).toBe(2);
    player.seek(1);
    player.play();
    frame(250);
    expect(player.state.get().at).toBe(1.25);
  });

  test('chooses a speed that can be followed, until the reader chooses', () => {
    const { player } = setUp(0.3);
    expect(player.state.get().speed).toBe(0.1);
    player.load(10);
    expect(player.state.get().speed).toBe(4);
    player.setSpeed(1);
    player.load(0.3);
    expect(player.state.get().speed).toBe(1);
  });
});

describe('progress', () => {
  test('is that of the side furthest behind', () => {
    expect(
      runProgress({
        a: { kind: 'loading', stage: 'imports', received: 0, total: 0 },
        b: { kind: 'loading', stage: 'fetch', received: 2, total: 8 },
        c: { kind: 'waiting' },
        d: { kind: 'loading', stage: 'fetch', received: 5, total: 9 },
      }),
    ).toEqual({ kind: 'loading', stage: 'fetch', received: 2, total: 8 });
  });

  test('tells of the sides that run as soon as one does', () => {
    expect(
      runProgress({
        a: { kind: 'running', now: 1, ended: 2, requests: 3 },
        b: { kind: 'loading', stage: 'fetch', received: 2, total: 8 },
      }),
    ).toEqual({
      kind: 'running',
      sides: [{ id: 'a', now: 1, ended: 2, requests: 3 }],
    });
  });
});

test('arrow keys go round', () => {
  const items = ['a', 'b', 'c'];
  expect(['ArrowRight', 'ArrowLeft', 'Home', 'End', 'x'].map((key) => tabListKey(key, items, 'c'))).toEqual([
    'a',
    'b',
    'a',
    'c',
    undefined,
  ]);
  expect(tabListKey('ArrowLeft', items, 'a')).toBe('c');
});
