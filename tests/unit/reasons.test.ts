/** Every reason and every outcome that a sentence may give, each of a side of a few requests. */
import { describe, expect, test } from 'vitest';
import type { RawRequest, RawSide } from '../../src/contract/raw.ts';
import type { Run } from '../../src/contract/run.ts';
import { assembleRun } from '../../src/lab/assemble.ts';
import { explain } from '../../src/trace/explain.ts';
import { numberAt } from '../../src/trace/expect.ts';
import { factsTree } from '../../src/trace/facts.ts';
import { plain } from '../../src/trace/parts.ts';
import { burst, threads } from '../fixtures/made-sides.ts';
import { ms, runOf, sideOf, type Stretch } from '../fixtures/stretches.ts';

/** Every number must stand where its path leads. */
const said = (run: Run, id = 'a'): string[] =>
  explain(run, id, 'en').map((sentence) => {
    for (const part of sentence) {
      if (part.kind !== 'number' || part.over) continue;
      expect(numberAt(factsTree(run), part.from)).toBe(part.value);
    }
    return plain(sentence).replaceAll('\u00a0', ' ');
  });
const waited = (side: RawSide): string | undefined => said(runOf(side))[1];

/** Two requests, the second of which waits for the first. */
const queued = (wait: Stretch, work: Stretch): RawSide => sideOf([[work], [wait, [work[0], 10, 20, work[3] ?? {}]]]);

describe('what was waited for most, and why', () => {
  const sleep: Stretch = ['blocking', 0, 10, { on: 1 }];
  const inHand: Stretch[] = [
    ['await', 0, 10],
    ['await', 0, 10],
  ];
  const held = (side: RawSide): RawSide => ({ ...side, loopHeld: 5 * ms });

  test.each<[string, RawSide]>([
    [
      '1 of them waited for the event loop, for 10 ms, because time.sleep, main.py:9 holds the event loop, for up to 5 ms at a time.',
      held(queued(['loop', 0, 10], sleep)),
    ],
    [
      '1 of them waited for the event loop, for 10 ms, because a callback holds it, for up to 5 ms at a time.',
      held(queued(['loop', 0, 10], ['await', 0, 10])),
    ],
    [
      '1 of them waited for the event loop, for 10 ms, because lock, main.py:3 holds the event loop, for up to 5 ms at a time.',
      held(queued(['loop', 0, 10], ['cpu', 0, 10, { on: 2 }])),
    ],
    ['1 of them waited for the event loop, for 10 ms.', queued(['loop', 0, 10], sleep)],
    [
      '1 of them waited in the backlog, for 10 ms, because time.sleep, main.py:9 holds the event loop, for up to 5 ms at a time.',
      held(queued(['backlog', 0, 10], sleep)),
    ],
    [
      '1 of them waited in the backlog, for 10 ms, because no more than 2 requests were taken on at a time.',
      sideOf([
        ...inHand.map((one) => [one]),
        [
          ['backlog', 0, 10],
          ['await', 10, 20],
        ],
      ]),
    ],
    ['It waited in the backlog, for 10 ms.', sideOf([[['backlog', 0, 10]]])],
    [
      '1 of them waited for a thread, for 10 ms, because only one thread worked at a time.',
      queued(['thread', 0, 10, { on: 2 }], sleep),
    ],
    ['1 of them waited for a thread, for 10 ms.', queued(['thread', 0, 10], ['await', 0, 10])],
    [
      '1 of them waited for a lock or a pool, for 10 ms: lock, main.py:3 lets only some of them in at a time.',
      queued(['lock', 0, 10, { on: 2 }], sleep),
    ],
    ['1 of them waited for a lock or a pool, for 10 ms.', queued(['lock', 0, 10], sleep)],
    [
      '1 of them waited for the GIL or a core, for 10 ms, because others were computing meanwhile (time.sleep, main.py:9).',
      queued(['core', 0, 10], ['cpu', 0, 10, { on: 1 }]),
    ],
    [
      '1 of them waited for the GIL or a core, for 10 ms, because others were computing meanwhile.',
      queued(['core', 0, 10], ['cpu', 0, 10]),
    ],
    ['All of them waited for a lock or a pool, for 10 ms on average.', sideOf([[['lock', 0, 5]], [['lock', 0, 15]]])],
  ])('%s', (sentence, side) => {
    expect(waited(side)).toBe(sentence);
  });

  test('and what else weighs as much as a quarter of it, each by its mean', () => {
    const side = sideOf([
      [
        ['loop', 0, 10],
        ['backlog', 10, 50],
        ['await', 50, 60, { on: 0 }],
      ],
      [['loop', 0, 10]],
    ]);
    expect(said(runOf(side)).slice(2)).toEqual([
      '2 also waited for the event loop, for 10 ms on average.',
      '1 also spent time on the network, 10 ms on average: where the backlog is full, a client tries again after ever longer pauses.',
    ]);
  });
});

describe('where nobody waited for another', () => {
  test.each<[string, Stretch[][]]>([
    ['It waited for nothing and only computed (time.sleep, main.py:9).', [[['cpu', 0, 10, { on: 1 }]]]],
    ['It waited for nothing but its own I/O.', [[['await', 0, 10]]]],
    [
      'None waited for another: each could compute as soon as it came (time.sleep, main.py:9).',
      [
        [['cpu', 0, 10, { on: 1 }]],
        [
          ['await', 0, 5],
          ['cpu', 5, 10, { on: 1 }],
        ],
      ],
    ],
    [
      'None waited for another: while one waits for its own I/O, the event loop serves the rest.',
      [[['await', 0, 10]], [['cpu', 0, 5]]],
    ],
  ])('%s', (sentence, requests) => {
    expect(waited(sideOf(requests))).toBe(sentence);
  });
});

describe('how a side came out', () => {
  const ended = (...changes: [status: number | null, error: RawRequest[7]][]): RawSide =>
    sideOf(
      changes.map(() => [['await', 0, 10]]),
      (row, id) => {
        const changed = [...row] as RawRequest;
        [changed[6], changed[7]] = changes[id] ?? [200, null];
        return changed;
      },
    );

  test('of which nothing was asked', () => {
    expect(said(runOf(sideOf([])))).toEqual(['No request was sent.']);
  });

  test('names each kind of failure, the client’s first', () => {
    const errors = ['timeout', 'refused', 'reset', 'failed'] as const;
    const side = ended(
      ...errors.map((error) => [null, error] as [null, typeof error]),
      [500, null],
      [503, null],
      [503, null],
      [200, null],
    );
    expect(said(runOf(side))[0]).toBe(
      '1 of 8 succeeded in 10 ms; 1 timed out, 1 found the connection refused, 1 had the connection cut, ' +
        '1 got no proper answer, 1 was answered 500, and 2 were answered 503.',
    );
  });

  test('with failures, in no time', () => {
    const side = sideOf([[['await', 0, 0]], [['await', 0, 0]]], (row, id) => {
      const changed = [...row] as RawRequest;
      if (id === 1) changed[6] = 500;
      return changed;
    });
    expect(said(runOf(side))[0]).toBe('1 of 2 succeeded; 1 was answered 500.');
  });

  const taking = (time: number): RawSide => sideOf([[['await', 0, time]]]);

  test('is compared with one that is as fast, once, by the later of the two', () => {
    const run = runOf(taking(10), taking(10));
    expect([said(run, 'a')[0], said(run, 'b')[0]]).toEqual([
      'The one request finished in 10 ms.',
      'The one request finished in 10 ms, as long as A.',
    ]);
  });

  test('is not compared with one that was stopped, or took no time', () => {
    const stopped = {
      ...taking(10),
      stopped: { problem: { code: 'limit-events' as const, values: {} }, at: 10 * ms, since: null },
    };
    for (const other of [stopped, taking(0)])
      expect(said(runOf(taking(40), other))[0]).toBe('The one request finished in 40 ms.');
  });

  test('by a limit says the limit, also where that knows who waits for what', () => {
    const hang = { waits: [], unnamed: 1 };
    const problem = { code: 'limit-virtual-time' as const, values: { limit: 60 }, hang };
    const side = { ...taking(10), stopped: { problem, at: 20 * ms, since: null } };
    expect(said(runOf(side))).toEqual([
      'Stopped at 20 ms with 0 of 1 requests unanswered: For 60 s of virtual time nothing happened to any request, ' +
        'and only what comes round again and again still does: one other waits too.',
    ]);
  });

  test('tells apart what a program wrote, what the author named, what was counted, and what a problem says', () => {
    const kinds = (run: Run, id: string): string[] =>
      explain(run, id, 'en')
        .flat()
        .filter(({ kind }) => kind !== 'text')
        .map(({ kind, text }) => `${kind} ${text.replaceAll('\u00a0', ' ')}`);
    expect(kinds(runOf(taking(10), queued(['lock', 0, 10, { on: 2 }], ['blocking', 0, 10])), 'b')).toEqual([
      ...['number 2', 'number 20 ms', 'number 2', 'name A'],
      ...['number 1', 'number 10 ms', 'code lock, main.py:3'],
    ]);
    expect(kinds(runOf(ended([200, null], [500, null], [null, 'reset'])), 'a')).toEqual([
      ...['number 1', 'number 3', 'number 10 ms', 'number 1', 'number 1', 'code 500'],
    ]);
    const stopped = { problem: { code: 'limit-events' as const, values: { limit: 1 } }, at: 10 * ms, since: null };
    expect(kinds(runOf({ ...taking(10), stopped }), 'a').filter((part) => part.startsWith('problem'))).toHaveLength(1);
    expect(
      explain(runOf(taking(0)), 'a', 'en')
        .flat()
        .every(({ text }) => text !== ''),
    ).toBe(true);
  });

  test('hangs with the one request that it had', () => {
    const side = sideOf(
      [[['lock', 0, 10]]],
      (row) => [...row.slice(0, 4), null, null, null, ...row.slice(7)] as RawRequest,
    );
    const hang = { waits: [], unnamed: 1 };
    side.stopped = { problem: { code: 'hang', values: { requests: 1 }, hang }, at: 20 * ms, since: 10 * ms };
    expect(said(runOf(side))).toEqual([
      'From 10 ms on nothing happens any more, with the one request unanswered: one other waits too.',
    ]);
  });
});

describe('the loads beside the largest', () => {
  const of = (sizes: Record<string, number>, status: (id: number) => number = () => 200): string[] => {
    const loads = Object.entries(sizes);
    const side = threads(burst(loads.reduce((sum, [, size]) => sum + size, 0)));
    const which = loads.flatMap(([, size], load) => Array.from({ length: size }, () => load));
    side.requests.forEach((request, id) => {
      request[0] = which[id] ?? 0;
      request[6] = status(id);
    });
    const load = loads.map(([name, requests]) => ({
      ...(name.startsWith('main') ? {} : { name }),
      path: '/',
      pattern: 'burst' as const,
      requests,
    }));
    const sides = [{ id: 'a', name: 'A', directory: 'a', command: 'uvicorn main:app' }];
    return said(assembleRun({ name: 'made', lab: { sides, load } }, [side])).filter((sentence) =>
      sentence.includes('requests of '),
    );
  };

  test('are told by the number of their requests, two at most', () => {
    expect(of({ small: 2, traffic: 7, probe: 3, tiny: 1 })).toEqual([
      'Of the 3 requests of probe, the slowest took 0.1 s.',
      'Of the 2 requests of small, the slowest took 0.1 s.',
    ]);
  });

  test('are all told that have a name, where another has none', () => {
    expect(of({ main: 2, probe: 3 })).toEqual(['Of the 3 requests of probe, the slowest took 0.1 s.']);
  });

  test('say how many failed, or that all did', () => {
    expect(of({ traffic: 7, probe: 3 }, (id) => (id === 8 ? 500 : 200))).toEqual([
      'Of the 3 requests of probe, 1 failed.',
    ]);
    expect(of({ traffic: 7, probe: 3 }, (id) => (id >= 7 ? 500 : 200))).toEqual(['All 3 requests of probe failed.']);
  });
});
