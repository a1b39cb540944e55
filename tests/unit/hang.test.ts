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
