/** Who waits for what, read from a stranger's text and said in words. */
import { describe, expect, test } from 'vitest';
import type { Hang, HangHolder, HangWait } from '../../src/contract/hang.ts';
import { hangText, isCircle } from '../../src/contract/hang-text.ts';
import { problemLine } from '../../src/contract/problem-text.ts';
import { hangSchema } from '../../src/contract/hang.ts';
import { readProblem } from '../../src/lab/read-message.ts';

const request = (number: number, at: string | null = null): HangHolder => ({
  request: number,
  process: 0,
  thread: null,
  task: null,
  at,
});
const waits = (number: number, on: string, at: string | null, ...holders: HangHolder[]): HangWait => ({
  ...request(number, at),
  on,
  holders,
});
const hangOf = (...all: HangWait[]): Hang => ({ waits: all, unnamed: 0 });

describe('who waits for what', () => {
  test('requests that wait for the same are told together', () => {
    const hang = hangOf(...[0, 1, 2].map((number) => waits(number, 'asyncio.Event.wait', 'main.py:6')));
    expect(hangText('en', hang)).toBe('requests 1, 2 and 3 wait for asyncio.Event.wait, main.py:6.');
    expect(hangText('zh-cn', hang)).toBe('请求 1、2 和 3 都在等 asyncio.Event.wait, main.py:6。');
  });

  test('many are counted, and so are those that are not named', () => {
    const all = [0, 1, 2, 3, 4].map((number) => waits(number, 'backlog', null));
    expect(hangText('en', { waits: all, unnamed: 7 })).toBe('5 requests wait in the backlog; 7 others wait too.');
    expect(hangText('zh-cn', { waits: all, unnamed: 1 })).toBe('5 个请求都还在 backlog 里排队；另有 1 个也在等。');
  });

  test('more kinds of waits than anybody reads are counted', () => {
    const all = Array.from({ length: 9 }, (_, number) =>
      waits(number, 'asyncio.Event.wait', `main.py:${String(number)}`),
    );
    expect(hangText('en', hangOf(...all))).toMatch(/main\.py:5; 3 others wait too\.$/);
  });

  test('a circle is called a deadlock; waiting for oneself, or in a row, is none', () => {
    const one = waits(0, 'threading.Lock', 'app.py:33', request(1, 'app.py:40'));
    const other = waits(1, 'threading.Lock', 'app.py:42', request(0, 'app.py:31'));
    expect(hangText('en', hangOf(one, other))).toBe(
      'request 1 waits for threading.Lock, app.py:33, which request 2 took at app.py:40; ' +
        'request 2 waits for threading.Lock, app.py:42, which request 1 took at app.py:31. They wait for each other: a deadlock.',
    );
    expect(hangText('zh-cn', hangOf(one, other))).toBe(
      '请求 1 在等 threading.Lock, app.py:33，它被请求 2 持有（在 app.py:40 获取）；' +
        '请求 2 在等 threading.Lock, app.py:42，它被请求 1 持有（在 app.py:31 获取）。它们互相等待，形成死锁。',
    );
    expect(isCircle(hangOf(waits(0, 'threading.Lock', null, request(0))))).toBe(false);
    expect(isCircle(hangOf(waits(0, 'Lock', null, request(1)), waits(1, 'Lock', null, request(2))))).toBe(false);
    const three = [0, 1, 2].map((number) => waits(number, 'Lock', null, request((number + 1) % 3)));
    expect(isCircle(hangOf(...three))).toBe(true);
  });

  test('who has it is said where it is known, and that it is not where somebody must have it', () => {
    expect(hangText('en', hangOf(waits(0, 'asyncio.Lock', 'main.py:3')))).toBe(
      'request 1 waits for asyncio.Lock, main.py:3, and who has it is not known.',
    );
    expect(hangText('en', hangOf(waits(0, 'asyncio.Lock', 'main.py:3', request(0))))).toBe(
      'request 1 waits for asyncio.Lock, main.py:3, which it has itself.',
    );
    const thread = { ...request(0), request: null, thread: 3 };
    const task = { ...request(0), request: null, task: 'poll' };
    expect(hangText('en', hangOf(waits(0, 'threading.Lock', 'a.py:3', thread, { ...task, at: 'a.py:9' })))).toBe(
      'request 1 waits for threading.Lock, a.py:3, which thread 3 of process 0 has, which the task poll took at a.py:9.',
    );
  });

  const nobody: HangHolder = { request: null, process: null, thread: null, task: null, at: null };
  const thread = (process: number, number: number, at: string | null = null): HangHolder => ({
    ...nobody,
    process,
    thread: number,
    at,
  });
  const task = (name: string): HangHolder => ({ ...nobody, process: 0, thread: 0, task: name });
  const waitOf = (party: HangHolder, on: string | null, ...holders: HangHolder[]): HangWait => ({
    ...party,
    on,
    holders,
  });

  test.each<[string, HangWait[]]>([
    ['request 1 waits for the event loop.', [waits(0, 'event loop', null)]],
    ['requests 1 and 2 wait for the event loop.', [waits(0, 'event loop', null), waits(1, 'event loop', null)]],
    [
      'requests 1 and 2 cannot go on while request 3 holds the event loop at main.py:4.',
      [0, 1].map((number) => waits(number, 'event loop', null, request(2, 'main.py:4'))),
    ],
    [
      'request 1 cannot go on while thread 2 of process 1 holds the event loop at ?.',
      [waits(0, 'event loop', null, thread(1, 2))],
    ],
    ['request 1 waits in the backlog.', [waits(0, 'backlog', null, request(1))]],
    ['request 1 waits for a worker thread.', [waits(0, 'worker thread', null)]],
    ['requests 1 and 2 wait for a worker thread.', [0, 1].map((number) => waits(number, 'worker thread', null))],
    ['request 1 waits for request 3.', [waits(0, 'worker thread', null, request(2))]],
    ['requests 1 and 2 wait for request 3.', [0, 1].map((number) => waits(number, 'worker thread', null, request(2)))],
    ['request 1 waits for ?.', [waitOf(request(0), null)]],
    ['request 1 waits for main.py:3.', [waitOf(request(0, 'main.py:3'), null)]],
    [
      'request 1, the task poll and the main thread of process 1 wait for asyncio.Event.wait.',
      [request(0), task('poll'), thread(1, 0)].map((party) => waitOf(party, 'asyncio.Event.wait')),
    ],
    [
      'thread 3 of process 1 waits for threading.Lock, which it has itself; the program waits for queue.get.',
      [waitOf(thread(1, 3), 'threading.Lock', thread(1, 3)), waitOf({ ...nobody, process: 1 }, 'queue.get')],
    ],
    [
      'thread 3 of process 1 waits for threading.Lock, which thread 3 of process 2 has.',
      [waitOf(thread(1, 3), 'threading.Lock', thread(2, 3))],
    ],
    [
      'thread 3 of process 1 waits for threading.Lock, which thread 4 of process 1 took at a.py:2.',
      [waitOf(thread(1, 3), 'threading.Lock', thread(1, 4, 'a.py:2'))],
    ],
    [
      'thread 1 of process 0 waits for Lock, which request 3 has.',
      [waitOf(thread(0, 1), 'Lock', { ...thread(0, 1), request: 2 })],
    ],
    [
      'request 1 waits for Semaphore, which it has itself, which request 2 has; ' +
        'request 2 waits for Semaphore, which request 1 has, which it has itself. They wait for each other: a deadlock.',
      [0, 1].map((number) => waits(number, 'Semaphore', null, request(0), request(1))),
    ],
    [
      'the task a waits for Semaphore, which it has itself, which the task b has; ' +
        'the task b waits for Semaphore, which the task a has, which it has itself. They wait for each other: a deadlock.',
      ['a', 'b'].map((name) => waitOf(task(name), 'Semaphore', task('a'), task('b'))),
    ],
    ['the task a waits for Lock, which the task b has.', [waitOf(task('a'), 'Lock', task('b'))]],
    ['requests 1, 2, 3 and 4 wait for x.', [0, 1, 2, 3].map((number) => waits(number, 'x', null))],
    ['5 requests wait for x.', [0, 1, 2, 3, 4].map((number) => waits(number, 'x', null))],
    ['request 1 waits for x; request 2 waits for y.', [waits(0, 'x', null), waits(1, 'y', null)]],
    [
      'request 1 waits for x, a.py:1; request 2 waits for x, a.py:2.',
      [waits(0, 'x', 'a.py:1'), waits(1, 'x', 'a.py:2')],
    ],
    [
      'request 1 waits for Lock, which it has itself; request 2 waits for Lock, which request 1 has.',
      [waits(0, 'Lock', null, request(0)), waits(1, 'Lock', null, request(0))],
    ],
  ])('%s', (said, all) => {
    expect(hangText('en', hangOf(...all))).toBe(said);
  });

  test.each([
    ['asyncio.Semaphore', true],
    ['threading.Condition', true],
    ['AnyIO limiter', true],
    ['connection pool', true],
    ['asyncio.Event.wait', false],
    ['time.sleep', false],
  ])('somebody must have %s: %j', (on, isHeld) => {
    expect(hangText('en', hangOf(waits(0, on, null))).includes('who has it is not known')).toBe(isHeld);
  });

  test('those that are not named are one other, or several', () => {
    const waiting = (unnamed: number): string => hangText('en', { waits: [waits(0, 'x', null)], unnamed });
    expect([0, 1, 2].map(waiting)).toEqual([
      'request 1 waits for x.',
      'request 1 waits for x; one other waits too.',
      'request 1 waits for x; 2 others wait too.',
    ]);
  });

  test('whoever hangs on a circle without being part of it makes none; a circle behind them is one', () => {
    const behind = waits(2, 'Lock', null, request(0));
    const circle = [waits(0, 'Lock', null, request(1)), waits(1, 'Lock', null, request(0))];
    expect(isCircle(hangOf(behind, ...circle))).toBe(true);
    const own = waits(0, 'Lock', null, request(0));
    expect(isCircle(hangOf(behind, own))).toBe(false);
    // A way that forks, of which the second leads back.
    const forked = waits(0, 'Lock', null, request(3), request(1));
    expect(isCircle(hangOf(forked, waits(1, 'Lock', null, request(0))))).toBe(true);
  });

  test('in a problem that is about waits it is the cause', () => {
    const hang = hangOf(waits(0, 'asyncio.Event.wait', null));
    expect(problemLine('en', { code: 'hang', values: { requests: 1 }, hang })).toMatch(
      /^Nothing more can happen: request 1 waits for asyncio\.Event\.wait\. /,
    );
    expect(problemLine('en', { code: 'limit-virtual-time', values: { limit: 60 }, hang })).toMatch(
      /still does: request 1 waits for asyncio\.Event\.wait\. /,
    );
  });

  test('after a problem that is not about waits it is said apart', () => {
    const main = { ...waits(0, 'threading.Lock', 'seed.py:4'), request: null, process: null };
    const problem = {
      code: 'step-silent' as const,
      values: { step: 'python seed.py', seconds: 120 },
      hang: hangOf(main),
    };
    expect(problemLine('en', problem)).toMatch(
      /^python seed\.py did not end within 120 s of virtual time\. It hangs: the program waits for threading\.Lock, seed\.py:4,/,
    );
    expect(problemLine('zh-cn', { ...problem, hang: hangOf() })).toMatch(/没有结束。&& 前面/);
  });
});

describe('a stranger’s hang', () => {
  const read = (hang: unknown): Hang | undefined => readProblem({ code: 'hang', values: {}, hang })?.hang;

  test('is taken as it is when it is in order', () => {
    const hang = { waits: [waits(0, 'threading.Lock', 'app.py:33', request(1, 'app.py:40'))], unnamed: 2 };
    expect(read(hang)).toEqual(hang);
  });

  test.each([
    [{}],
    [{ waits: 'x', unnamed: -1 }],
    [{ waits: [null, 3, { request: -1, on: 7, at: {}, holders: [[]] }], unnamed: 1.5 }],
    [{ waits: Array.from({ length: 500 }, () => waits(0, 'x'.repeat(9_999), 'y'.repeat(9_999))), unnamed: Infinity }],
  ])('is bounded and has the shape of one, whatever it says (%#)', (hang) => {
    const found = hangSchema.parse(read(hang));
    expect(found.waits.length).toBeLessThanOrEqual(20);
    expect(JSON.stringify(found).length).toBeLessThan(50_000);
    for (const locale of ['en', 'zh-cn'] as const) expect(hangText(locale, found)).toMatch(/[.。]$/);
  });
});
