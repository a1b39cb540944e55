/** A run in which nothing can happen any more ends at once and says who waits for what; one that only looks like it goes on. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { hangText } from '../../src/contract/hang-text.ts';
import type { Hang } from '../../src/contract/hang.ts';
import type { Load, SideRun } from '../../src/contract/run.ts';
import type { SideJob } from '../../src/lab/protocol.ts';
import { burst, jobOf } from './programs.ts';
import { problem, run } from './run.ts';

const textOf = (name: string): string => readFileSync(new URL(`programs/hangs/${name}`, import.meta.url), 'utf8');
const files = Object.fromEntries(['main.py', 'stuck.py', 'wsgi.py'].map((name) => [name, textOf(name)]));

/** The line of a program that ends with this mark. */
function line(mark: string, file = 'main.py'): string {
  const index = (files[file] ?? '').split('\n').findIndex((text) => text.endsWith(`# ${mark}`));
  if (index < 0) throw new Error(`no line of ${file} ends with ${mark}`);
  return `${file}:${String(index + 1)}`;
}

const uvicorn = 'uvicorn main:app --no-access-log';

function job(loads: readonly Load[], command = uvicorn, env: Record<string, string> = {}): SideJob {
  const made = jobOf({ command, files }, loads);
  return { ...made, side: { ...made.side, env } };
}

function hangOf(side: SideRun, code = 'hang'): Hang {
  expect(side.stopped?.problem.code).toBe(code);
  const { hang } = side.stopped?.problem ?? {};
  if (!hang) throw new Error('it does not say who waits');
  return hang;
}

/** What a hang says in English, for requests that come in this order. */
const says = async (...loads: Load[]): Promise<string> => hangText('en', hangOf(await run(job(loads))));

const two = (path: string): [Load, Load] => [
  burst(`${path}/0`, 1, { name: 'one' }),
  burst(`${path}/1`, 1, { name: 'two' }),
];

describe('what hangs ends, and names who waits, who holds, and the lines', () => {
  test('an asyncio.Lock taken twice', async () => {
    const took = line('async-lock took');
    expect(await says(burst('/async-lock', 2))).toBe(
      `request 1 waits for asyncio.Lock, ${line('async-lock waits')}, which it took itself at ${took}; ` +
        `request 2 waits for asyncio.Lock, ${took}, which request 1 took at ${took}.`,
    );
  });

  test('two asyncio.Locks in two orders, one of them taken without a with', async () => {
    expect(await says(...two('/two-async-locks'))).toBe(
      `request 1 waits for asyncio.Lock, ${line('two-async waits first')}, which request 2 took at ${line('two-async took first')}; ` +
        `request 2 waits for asyncio.Lock, ${line('two-async waits second')}, which request 1 took at ${line('two-async took second')}. ` +
        'They wait for each other: a deadlock.',
    );
  });

  test('a future that nobody sets', async () => {
    expect(await says(burst('/future', 2))).toBe(`requests 1 and 2 wait for asyncio.Future, ${line('future waits')}.`);
  });

  test('a threading.Event in threads', async () => {
    const side = await run(job([burst('/thread-event', 2)]));
    expect(hangText('en', hangOf(side))).toBe(
      `requests 1 and 2 wait for threading.Event.wait, ${line('thread-event waits')}.`,
    );
    expect(side.stopped).toMatchObject({ since: 0, at: 0.1 });
    expect(side.requests.map(({ end, error }) => [end, error])).toEqual([
      [null, null],
      [null, null],
    ]);
  });

  test('two threading.Locks in two orders', async () => {
    const side = await run(job(two('/two-locks')));
    const [took, waits] = [line('two-locks took'), line('two-locks waits')];
    expect(hangText('en', hangOf(side))).toBe(
      `request 1 waits for threading.Lock, ${waits}, which request 2 took at ${took}; ` +
        `request 2 waits for threading.Lock, ${waits}, which request 1 took at ${took}. ` +
        'They wait for each other: a deadlock.',
    );
    // They slept for so long before each waited for the other.
    expect(side.stopped).toMatchObject({ since: 0.1, at: 0.2 });
  });

  test('a threading.Lock across an await, which holds the event loop', async () => {
    const took = line('across took');
    const side = await run(job([burst('/lock-across-await', 3)]));
    expect(hangText('en', hangOf(side))).toBe(
      `request 1 cannot go on while request 2 holds the event loop at ${took}; ` +
        `request 2 waits for threading.Lock, ${took}, which request 1 took at ${took}; ` +
        `request 3 cannot go on while request 2 holds the event loop at ${took}. They wait for each other: a deadlock.`,
    );
    expect(side.spans.map(({ state }) => state)).toEqual(['await', 'lock', 'loop']);
  });

  test('a lock that a thread of no request holds', async () => {
    expect(await says(burst('/join', 1))).toBe(
      `request 1 waits for threading.Lock, ${line('join waits')}, which thread 2 of process 0 took at ${line('join took')}; ` +
        `thread 2 of process 0 waits for threading.Event.wait, ${line('join inner waits')}.`,
    );
  });

  test('a semaphore that a task of no request holds', async () => {
    expect(await says(burst('/task', 1))).toBe(
      `request 1 waits for asyncio.Semaphore, ${line('request waits')}, which the task hold_semaphore took at ${line('task took')}; ` +
        `the task hold_semaphore waits for asyncio.Event.wait, ${line('task waits')}.`,
    );
  });

  test('a dependency that yields, behind one that waits with what it yielded', async () => {
    expect(await says(burst('/dependency', 2))).toBe(
      `request 1 waits for asyncio.Event.wait, ${line('dependency waits')}; ` +
        `request 2 waits for asyncio.Lock, ${line('session waits')}, and who has it is not known.`,
    );
  });

  test('a pool whose only thread waits for the pool', async () => {
    expect(await says(burst('/pool', 1))).toMatch(new RegExp(`^request 1 waits for Future, ${line('pool waits')}`));
  });

  test('a service that never answers', async () => {
    const made = job([burst('/asks', 1)]);
    const service = { id: 'stuck', command: uvicorn, env: {}, files, host: 'stuck', port: 8001, shared: false };
    const hang = hangOf(await run({ ...made, services: [service] }));
    expect(hang.waits[0]).toMatchObject({ request: 0, process: 1, at: line('asks waits') });
    expect(hang.waits).toContainEqual(expect.objectContaining({ request: null, process: 0, at: line('stuck waits') }));
  });

  test('threads of gunicorn, whose arbiter and workers tick on', async () => {
    const side = await run(job([burst('/', 2)], 'gunicorn wsgi:app -k gthread --threads 4'));
    expect(hangText('en', hangOf(side))).toBe(
      `request 1 waits for threading.Lock, ${line('wsgi again', 'wsgi.py')}, which it took itself at ${line('wsgi', 'wsgi.py')}; ` +
        `request 2 waits for threading.Lock, ${line('wsgi', 'wsgi.py')}, which request 1 took at ${line('wsgi', 'wsgi.py')}.`,
    );
  });

  test('every request that has no answer, once, however few are named', async () => {
    const { waits, unnamed } = hangOf(await run(job([burst('/kept-lock', 100)])));
    const waiting = waits.map(({ request }) => request);
    expect([waiting.includes(null), new Set(waiting).size + unnamed]).toEqual([false, 99]);
    // Who took it has its answer, and its thread waits for another request by now.
    const [holder] = waits[0]?.holders ?? [];
    expect(holder).toMatchObject({ at: line('kept lock') });
  });

  test('beside answers, which count', async () => {
    const side = await run(
      job([burst('/quick', 3, { name: 'quick', start: 1 }), burst('/future', 1, { name: 'stuck' })]),
    );
    expect(hangText('en', hangOf(side))).toBe(`request 1 waits for asyncio.Future, ${line('future waits')}.`);
    expect(side.requests.map(({ status }) => status)).toEqual([null, 200, 200, 200]);
    expect(side.stopped?.since).toBe(1);
  });

  test('the same each time', async () => {
    const runs = await Promise.all([1, 2].map(() => run(job(two('/two-locks')))));
    expect(JSON.stringify(runs[0])).toBe(JSON.stringify(runs[1]));
  });
});

describe('what hangs before it serves', () => {
  test('a step', async () => {
    const found = await problem(job([burst('/quick', 1)], `python stuck.py && ${uvicorn}`));
    expect(found.code).toBe('step-silent');
    expect(found.hang?.waits).toMatchObject([
      { on: 'threading.Lock', at: line('step waits', 'stuck.py'), holders: [{ at: line('step took', 'stuck.py') }] },
    ]);
  });

  test('a start', async () => {
    const found = await problem(job([burst('/quick', 1)], uvicorn, { STUCK_START: '1' }));
    expect(found.code).toBe('start-silent');
    expect(found.hang?.waits).toMatchObject([{ on: 'asyncio.Event.wait', at: line('start waits'), holders: [] }]);
  });
});

describe('what turns round and round', () => {
  test('without anything happening to a request ends after an hour of virtual time, and says so', async () => {
    const side = await run(job([burst('/polls', 1)]));
    expect(hangOf(side, 'limit-virtual-time').waits).toMatchObject([{ request: 0, at: line('polls') }]);
    expect(side.stopped).toMatchObject({ since: 0, at: 0.1, problem: { values: { limit: 3600, requests: 1 } } });
  });
});

describe('what goes on is left alone', () => {
  const whole = async (made: SideJob): Promise<SideRun> => {
    const side = await run(made);
    expect(side.stopped).toBeUndefined();
    return side;
  };
  const ends = (side: SideRun): (number | null)[] => side.requests.map(({ end }) => end);

  test.each([
    ['/rescued-by-task', 600],
    ['/rescued-by-loop', 600],
    ['/rescued-by-timer', 600],
    ['/rescued-by-counting', 300],
    // A library counts here, and no line of the lab waits in its thread.
    ['/busy', 30],
    ['/sleeps', 600],
    // No server ticks meanwhile, so nothing comes due for long.
    ['/sleeps-on-the-loop', 600],
    ['/stream', 120],
  ])('%s', async (path, seconds) => {
    expect(ends(await whole(job([burst(path, 1)])))).toEqual([seconds]);
  });

  test('clients that think long, on connections that idle', async () => {
    const arrivals = { pattern: 'closed', clients: 1, requests: 3, think: 400 } as const;
    const side = await whole(job([burst('/quick', 3, { arrivals, keepalive: true })], uvicorn, { POLL: '1' }));
    expect(ends(side)).toEqual([0, 400, 800]);
  });

  test('clients that go away by themselves', async () => {
    const side = await whole(job([burst('/future', 2, { timeout: 100 })]));
    expect(side.requests.map(({ error }) => error)).toEqual(['timeout', 'timeout']);
  });

  test('a worker that gunicorn will kill', async () => {
    const side = await whole(job([burst('/', 1)], 'gunicorn wsgi:app --timeout 20'));
    expect(side.requests.map(({ status }) => status)).toEqual([500]);
  });
});
