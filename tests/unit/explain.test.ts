/** Sentences are the run's: every number in them, in both languages, stands in the facts that the trace gives. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { locales, type Locale } from '../../src/i18n/i18n.ts';
import type { Lab } from '../../src/contract/lab.ts';
import type { Run } from '../../src/contract/run.ts';
import { assembleRun } from '../../src/lab/assemble.ts';
import { checkRun } from '../../src/trace/check-run.ts';
import { describeRequest } from '../../src/trace/describe-request.ts';
import { numberAt } from '../../src/trace/expect.ts';
import { explain } from '../../src/trace/explain.ts';
import { factsOf, factsTree } from '../../src/trace/facts.ts';
import { numberPart, plain } from '../../src/trace/parts.ts';
import { states, type RawSide, type State } from '../../src/contract/raw.ts';
import { run as firstRun } from '../fixtures/first-run.ts';
import {
  awaiting,
  blocked,
  burst,
  computing,
  pooled,
  queueSide,
  steady,
  threads,
  workers,
} from '../fixtures/made-sides.ts';
import { anySide } from '../fixtures/any-side.ts';

const sideOf = (id: string): Lab['sides'][number] => ({
  id,
  name: id.toUpperCase(),
  directory: id,
  command: 'uvicorn main:app',
});
const runOf = (...sides: RawSide[]): Run =>
  assembleRun(
    {
      name: 'made',
      lab: {
        sides: sides.map((_, index) => sideOf('abcdef'.charAt(index))),
        load: { path: '/', pattern: 'burst', requests: 1 },
      },
    },
    sides,
  );
const said = (run: Run, side: string, locale: Locale) =>
  explain(run, side, locale)
    .map(plain)
    .join(locale === 'en' ? ' ' : '')
    .replaceAll('\u00a0', ' ');

describe('sentences', () => {
  test('the first run', () => {
    expect(said(firstRun, 'fastapi', 'en')).toBe(
      'All 100 finished in 0.3 s. 60 of them waited for a thread, for 0.133 s on average, because AnyIO lends no more than 40 threads at a time.',
    );
    expect(said(firstRun, 'django', 'en')).toBe(
      'All 100 finished in 2.5 s, 8.3 times as long as FastAPI, def. 96 of them waited in the backlog, for 1.25 s on average, because 4 workers each hold one request at a time.',
    );
    expect(said(firstRun, 'fastapi', 'zh-cn')).toBe(
      '全部 100 个请求用 0.3 秒完成。其中 60 个在等线程，平均 0.133 秒，因为 AnyIO 同一时刻最多借出 40 个线程。',
    );
    expect(said(firstRun, 'django', 'zh-cn')).toBe(
      '全部 100 个请求用 2.5 秒完成，是“FastAPI，def”的 8.3 倍。其中 96 个在积压队列里等待，平均 1.25 秒，因为 4 个 worker 各自一次只处理一个请求。',
    );
  });

  test.each<[string, RawSide, string, string]>([
    [
      'a held loop',
      blocked(burst(100)),
      'All 100 finished in 10 s. 99 of them waited for the event loop, for 5 s on average, because time.sleep, main.py:21 holds the event loop, for up to 0.1 s at a time.',
      '全部 100 个请求用 10 秒完成。其中 99 个在等事件循环，平均 5 秒，因为 time.sleep, main.py:21 占住事件循环，一次最长 0.1 秒。',
    ],
    [
      'nothing waited',
      awaiting(burst(100)),
      'All 100 finished in 0.1 s. None waited for another: while one waits for its own I/O (asyncio.sleep, main.py:15), the event loop serves the rest.',
      '全部 100 个请求用 0.1 秒完成。没有谁等别人：一个请求等自己的 I/O（asyncio.sleep, main.py:15）时，事件循环在服务其余请求。',
    ],
    [
      'a pool',
      pooled(burst(10)),
      'All 10 finished in 0.2 s. 5 of them waited for a lock or a pool, for 0.1 s on average: connection pool lets only some of them in at a time.',
      '全部 10 个请求用 0.2 秒完成。其中 5 个在等锁或连接池，平均 0.1 秒：connection pool 一次只放行一部分。',
    ],
    [
      'cores',
      computing(burst(3)),
      'All 3 finished in 0.1 s. 1 of them waited for the GIL or a core, for 50 ms, because others were computing meanwhile (workload.burn, main.py:12).',
      '全部 3 个请求用 0.1 秒完成。其中 1 个等了 50 毫秒的 GIL 或 CPU 核，因为别的请求正在计算（workload.burn, main.py:12）。',
    ],
    [
      'one request',
      threads(burst(1)),
      'The one request finished in 0.1 s. It waited for nothing but its own I/O (time.sleep, main.py:10).',
      '这一个请求用 0.1 秒完成。它只等了自己的 I/O（time.sleep, main.py:10）。',
    ],
    [
      'one worker',
      workers(burst(2), 1),
      'All 2 finished in 0.2 s. 1 of them waited in the backlog, for 0.1 s, because the only worker holds one request at a time.',
      '全部 2 个请求用 0.2 秒完成。其中 1 个在积压队列里等了 0.1 秒，因为唯一的 worker 一次只处理一个请求。',
    ],
    [
      'a steady load',
      workers(steady(20, 0.02e9), 4),
      'All 20 were answered: half of them within 0.14 s, the slowest after 0.18 s. 16 of them waited in the backlog, for 50 ms on average, because 4 workers each hold one request at a time.',
      '全部 20 个请求都得到响应：一半在 0.14 秒以内，最慢的用了 0.18 秒。其中 16 个在积压队列里等待，平均 50 毫秒，因为 4 个 worker 各自一次只处理一个请求。',
    ],
    [
      'time-outs',
      queueSide({
        arrivals: burst(5),
        service: 1e8,
        slots: 1,
        wait: 'backlog',
        work: 'blocking',
        slot: 'process',
        on: { wait: null, work: 'x' },
        timeout: 2e8,
      }),
      '2 of 5 succeeded in 0.2 s; 3 timed out. 4 of them waited in the backlog, for 0.175 s on average, because the only worker holds one request at a time.',
      '5 个请求中有 2 个成功，总共用时 0.2 秒；3 个超时。其中 4 个在积压队列里等待，平均 0.175 秒，因为唯一的 worker 一次只处理一个请求。',
    ],
    [
      'errors of the application',
      queueSide({
        arrivals: burst(2),
        service: 1e8,
        slots: 2,
        wait: 'thread',
        work: 'blocking',
        slot: 'thread',
        on: { wait: null, work: 'x' },
        status: 500,
      }),
      'None of 2 succeeded in 0.1 s: 2 were answered 500. None waited for another: there was a free thread or worker for each while it waited for its own I/O (x).',
      '2 个请求在 0.1 秒里没有一个成功：2 个返回 500。没有谁等别人：每个请求等自己的 I/O（x）时，都有空闲的线程或 worker 可用。',
    ],
  ])('%s', (_, side, en, zh) => {
    const run = runOf(side);
    expect(said(run, 'a', 'en')).toBe(en);
    expect(said(run, 'a', 'zh-cn')).toBe(zh);
  });

  test('a client that gave up has no end, and is told by where its spans end', () => {
    const side = workers(burst(2), 1);
    side.requests[1] = [0, 0, null, null, null, null, null, 'timeout', 0, null];
    side.spans = side.spans
      .slice(0, 2)
      .map((span) => (span[0] === 1 ? [1, null, null, states.indexOf('backlog'), 0, 0.5e8, null] : span));
    const run = runOf(side);
    expect(checkRun(run)).toEqual([]);
    expect(said(run, 'a', 'en')).toMatch(/^1 of 2 succeeded in 0\.1 s; 1 timed out\./);
    const sentence = describeRequest(run, 'a', 1, 'en');
    expect(sentence && plain(sentence).replaceAll('\u00a0', ' ')).toBe(
      'Request 2: 50 ms in the backlog; given up by the client after 50 ms.',
    );
  });

  test('a full backlog, and nothing but the way', () => {
    const network = (side: RawSide) => {
      side.on = ['network', 'x'];
      return said(runOf(side), 'a', 'en').replace(/^.*?\. /, '');
    };
    const busy = workers(burst(2), 1);
    busy.spans.unshift([1, null, null, states.indexOf('await'), 0, 0.05e9, 0]);
    expect(network(busy)).toMatch(/1 also spent time on the network, 50 ms on average: where the backlog is full/);
    const idle = awaiting(burst(2));
    idle.spans.forEach((span) => (span[6] = 0));
    expect(network(idle)).toBe('None waited for another: their time passed on the network.');
  });

  test('errors that take no time are not given one', () => {
    const side = awaiting(burst(3), 0);
    side.requests.forEach((request) => (request[6] = 503));
    expect(said(runOf(side), 'a', 'en')).toBe('None of 3 succeeded: 3 were answered 503.');
  });

  test('a run that takes no time', () => {
    const side = awaiting(burst(3), 0);
    expect(said(runOf(side), 'a', 'en')).toBe(
      'All 3 finished in no time: nothing was waited for, and framework code costs no virtual time.',
    );
  });

  test('a run stopped by a limit', () => {
    const side = blocked(burst(2));
    side.requests[1] = [0, 0, 0, 0, null, null, null, null, 0, null];
    side.stopped = { problem: { code: 'limit-real-time', values: { limit: 60 } }, at: 3e9, since: null };
    expect(said(runOf(side), 'a', 'en')).toMatch(
      /^Stopped at 3 s with 1 of 2 requests unanswered: The run took longer than 60 s of real time\./,
    );
  });

  test('a run that hangs says from when on, and who waits for what, and nothing of the quiet that is shown', () => {
    const side = blocked(burst(2));
    side.requests[1] = [0, 0, 0, 0, null, null, null, null, 0, null];
    const party = { request: 1, process: 0, thread: 1, task: null };
    const wait = { ...party, on: 'threading.Lock', at: 'main.py:9', holders: [{ ...party, at: 'main.py:7' }] };
    const problem = { code: 'hang' as const, values: { requests: 1 }, hang: { waits: [wait], unnamed: 0 } };
    side.stopped = { problem, at: 3e9, since: 2e9 };
    expect(said(runOf(side), 'a', 'en')).toBe(
      'From 2 s on nothing happens any more, with 1 of 2 requests unanswered: ' +
        'request 2 waits for threading.Lock, main.py:9, which it took itself at main.py:7.',
    );
    expect(said(runOf(side), 'a', 'zh-cn')).toMatch(
      /^从 2 秒起再没有任何进展，2 个请求中有 1 个永远等不到响应：请求 2 在等/,
    );
    expect(runOf(side).sides.map((one) => factsOf(one).stoppedAt)).toEqual([2]);
  });

  test('a named load beside the largest is spoken of', () => {
    const side = threads(burst(10));
    side.requests.forEach((request, index) => (request[0] = index < 3 ? 1 : 0));
    const load = (name: string, requests: number) => ({ name, path: '/', pattern: 'burst' as const, requests });
    const run = assembleRun(
      { name: 'made', lab: { sides: [sideOf('a')], load: [load('traffic', 7), load('probe', 3)] } },
      [side],
    );
    expect(said(run, 'a', 'en')).toMatch(/Of the 3 requests of probe, the slowest took 0\.1 s\.$/);
  });

  test('sides that failed are not compared', () => {
    const bad = queueSide({
      arrivals: burst(2),
      service: 1e9,
      slots: 1,
      wait: 'backlog',
      work: 'blocking',
      slot: 'process',
      on: { wait: null, work: 'x' },
      status: 500,
    });
    expect(said(runOf(bad, threads(burst(2))), 'b', 'en')).not.toMatch(/as long/);
    expect(said(runOf(threads(burst(2)), bad), 'b', 'en')).not.toMatch(/as long/);
  });

  test('an unknown side says nothing', () => {
    expect(explain(firstRun, 'flask', 'en')).toEqual([]);
  });
});

describe('numbers', () => {
  test('every number in a sentence is the one that its path leads to, and no word hides another', () => {
    fc.assert(
      fc.property(anySide, anySide, fc.constantFrom(...locales), (first, other, locale) => {
        const run = runOf(first, other);
        const tree = factsTree(run);
        for (const part of run.sides.flatMap(({ id }) => explain(run, id, locale)).flat()) {
          if (part.kind === 'text') expect(part.text).not.toMatch(/\d|\{/);
          if (part.kind !== 'number') continue;
          const stands = numberAt(tree, part.from) ?? NaN;
          const value = part.over ? stands / (numberAt(tree, part.over) ?? NaN) : stands;
          expect(part.value).toBe(value);
          expect(part.text).toBe(numberPart(locale, part.unit, value, []).text);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('facts about stays follow from the spans', () => {
    fc.assert(
      fc.property(anySide, (raw) => {
        const [side] = runOf(raw).sides;
        if (!side) return;
        const facts = factsOf(side);
        for (const state of states) {
          const own = side.spans.filter((span) => span.state === state && span.to > span.from);
          const total = own.reduce((sum, { from, to }) => sum + to - from, 0);
          expect(facts.timeInState[state].requests).toBe(new Set(own.map(({ request }) => request)).size);
          expect(facts.timeInState[state].total).toBeCloseTo(total, 6);
        }
        const { failures, good, open } = facts;
        const failed =
          failures.timeout +
          failures.refused +
          failures.reset +
          failures.failed +
          Object.values(failures.status).reduce((a, b) => a + b, 0);
        expect(failed).toBe(side.metrics.errors);
        expect(good + failed + open).toBe(side.requests.length);
      }),
      { numRuns: 200 },
    );
  });
});

describe('where one request waited', () => {
  const words = (id: number, locale: Locale, run = firstRun, side = 'fastapi') => {
    const sentence = describeRequest(run, side, id, locale);
    return sentence && plain(sentence).replaceAll('\u00a0', ' ');
  };

  test('in order, with what it waited for', () => {
    expect(words(40, 'en')).toBe(
      'Request 41: 0.1 s waiting for a thread (AnyIO limiter), then 0.1 s of its own I/O, holding its thread or loop (time.sleep, main.py:10); answered 200 after 0.2 s.',
    );
    expect(words(0, 'zh-cn')).toBe(
      '第 1 个请求：自身 I/O 0.1 秒，占着线程或事件循环（time.sleep, main.py:10）；到达后 0.1 秒得到响应 200。',
    );
  });

  test('a time-out, an open request, one that is not there', () => {
    const side = queueSide({
      arrivals: burst(2),
      service: 1e9,
      slots: 1,
      wait: 'backlog',
      work: 'blocking',
      slot: 'process',
      on: { wait: null, work: 'x' },
      timeout: 1e8,
    });
    expect(words(1, 'en', runOf(side), 'a')).toBe(
      'Request 2: 0.1 s in the backlog; given up by the client after 0.1 s.',
    );
    side.requests[1] = [0, 0, null, null, null, null, null, null, 0, null];
    side.stopped = { problem: { code: 'limit-events', values: { limit: 1 } }, at: 1e8, since: null };
    expect(words(1, 'en', runOf(side), 'a')).toBe(
      'Request 2: 0.1 s in the backlog; no answer yet when the run was stopped.',
    );
    expect(words(100, 'en')).toBeNull();
    expect(words(0, 'en', firstRun, 'flask')).toBeNull();
  });

  /** The first request of the first run, made of other stretches. */
  const stretched = (arrival: number, ...stretches: [State, number, number, string | null][]): string | null => {
    const run = structuredClone(firstRun);
    const [side] = run.sides;
    const [request] = side?.requests ?? [];
    if (!side || !request) throw new Error('no request');
    request.arrival = arrival;
    const about = { request: 0, process: 0, thread: 0 };
    side.spans = stretches.map(([state, from, to, on]) => ({ ...about, state, from, to, on }));
    return words(0, 'en', run);
  };

  test('neighbours that wait for the same are one, whatever their order; what takes no time is none', () => {
    expect(
      stretched(
        0.01,
        ['await', 0.04, 0.1, 'network'],
        ['lock', 0.02, 0.03, 'x'],
        ['lock', 0.01, 0.02, 'x'],
        ['lock', 0.03, 0.04, 'y'],
        ['cpu', 0.04, 0.04, null],
      ),
    ).toBe(
      'Request 1: 20 ms waiting for a lock or pool (x), then 10 ms waiting for a lock or pool (y), then 60 ms on the network; ' +
        'answered 200 after 90 ms.',
    );
  });

  test('five stretches are told one by one', () => {
    const five = Array.from({ length: 5 }, (_, at): [State, number, number, string] => [
      at % 2 === 0 ? 'cpu' : 'loop',
      at / 50,
      (at + 1) / 50,
      `x:${String(at)}`,
    ]);
    expect(stretched(0, ...five)?.match(/20 ms/g)).toHaveLength(5);
  });

  test('a request of no stretch at all', () => {
    expect(stretched(0, ['cpu', 0, 0, null])).toBe('Request 1: answered 200 after 0.1 s.');
  });

  test('tells apart what a program wrote', () => {
    const kinds = describeRequest(firstRun, 'fastapi', 40, 'en')?.filter(({ kind }) => kind === 'code');
    expect(kinds?.map(({ text }) => text)).toEqual(['AnyIO limiter', 'time.sleep, main.py:10', '200']);
  });

  test('many short stretches are told as one sum per state', () => {
    const run = structuredClone(firstRun);
    const side = run.sides[0];
    if (!side) throw new Error('no side');
    side.spans = Array.from({ length: 10 }, (_, index) => ({
      request: 0,
      process: 0,
      thread: 0,
      state: index % 2 ? ('loop' as const) : ('await' as const),
      from: index / 100,
      to: (index + 1) / 100,
      on: `main.py:${String(index)}`,
    }));
    expect(words(0, 'en', run)).toBe(
      'Request 1: 50 ms of its own I/O, holding nothing, then 50 ms waiting for the event loop; answered 200 after 0.1 s.',
    );
  });
});
