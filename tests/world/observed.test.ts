/** Why time passes: each way to wait is seen as what it is, with the line of the lab's code. */
import { expect, test } from 'vitest';
import type { SideRun } from '../../src/contract/run.ts';
import { burst, djangoFiles, jobOf, program } from './programs.ts';
import { run, secondsByState } from './run.ts';

const files = {
  'main.py': program('ways_to_wait'),
};
const command = 'uvicorn main:app';

test.each([
  ['/lock', 4, 0.4, { blocking: 0.4, lock: 0.6 }],
  ['/semaphore', 5, 0.3, { await: 0.5, lock: 0.4 }],
  // asyncio's own pool has min(32, cores + 4) threads.
  ['/to-thread', 10, 0.2, { blocking: 1, thread: 0.4 }],
  ['/executor', 7, 0.3, { blocking: 0.7, thread: 0.5 }],
  ['/depends', 41, 0.3, { blocking: 4.1, thread: 0.1, await: 4.1 }],
  ['/mixed', 4, 0.45, { await: 0.2, blocking: 0.4, loop: 0.6 }],
  ['/gather', 2, 0.3, { blocking: 0.6 }],
  ['/hour', 1, 3600, { blocking: 3600 }],
  ['/collect', 40, 0.1, { blocking: 4 }],
])('%s, %i requests: %d s', async (path, requests, makespan, states) => {
  const side = await run(jobOf({ command, files }, [burst(path, requests)]));
  expect(side.metrics).toMatchObject({ makespan, errors: 0 });
  expect(secondsByState(side)).toEqual(states);
  const own = side.spans.filter(({ state }) => state === 'blocking' || state === 'await');
  for (const { on } of own) expect(on).toMatch(/, main\.py:\d+$/);
});

const generators = program('waits_in_generators');
const lineOf = (comment: string): string => {
  const index = generators.split('\n').findIndex((line) => line.endsWith(`# ${comment}`));
  return `main.py:${String(index + 1)}`;
};

/** Seconds by state and what it waits on. */
function reasons(side: SideRun): Record<string, number> {
  const sums = new Map<string, number>();
  for (const { state, on, from, to } of side.spans) {
    const reason = `${state}: ${on ?? ''}`;
    sums.set(reason, (sums.get(reason) ?? 0) + to - from);
  }
  return Object.fromEntries([...sums].map(([reason, sum]) => [reason, Math.round(sum * 1e9) / 1e9]));
}

test.each([
  ['/dependency', 'a dependency', 'asyncio.Lock', 4, { waits: 0.6, works: 0.4 }],
  ['/context-manager', 'a context manager', 'asyncio.Lock', 4, { waits: 0.6, works: 0.4 }],
  ['/iteration', 'an iteration', 'asyncio.Semaphore', 2, { waits: 0.15, works: 0.2 }],
  ['/stream', 'a stream', 'asyncio.Semaphore', 4, { waits: 0.6, works: 0.4 }],
])('%s: who waits in %s for a lock is seen to, with the line', async (path, name, lock, requests, seconds) => {
  const side = await run(jobOf({ command, files: { 'main.py': generators } }, [burst(path, requests)]));
  expect(reasons(side)).toEqual({
    [`lock: ${lock}, ${lineOf(`waits: ${name}`)}`]: seconds.waits,
    [`await: asyncio.sleep, ${lineOf(`works: ${name}`)}`]: seconds.works,
  });
});

test.each([
  // Whoever has the session waits again, for a thread to call the endpoint in.
  ['/session', 'a dependency in a thread', 8],
  ['/stream-in-threads', 'a stream in threads', 4],
])('%s: who waits in %s for one of 40 is seen to', async (path, name, waits) => {
  const side = await run(jobOf({ command, files: { 'main.py': generators } }, [burst(path, 80)]));
  expect(reasons(side)).toEqual({
    'thread: AnyIO limiter': waits,
    [`blocking: time.sleep, ${lineOf(`works: ${name}`)}`]: 8,
  });
});

test.each(['uvicorn shop.asgi:application', 'gunicorn shop.wsgi --threads 4'])(
  'what is said of an asynchronous view behind a synchronous middleware is what the view awaits: %s',
  async (server) => {
    const files = {
      ...djangoFiles(),
      'shop/settings.py': program('three_views/shop/settings', { MIDDLEWARE: ['shop.middleware.pass_on'] }),
      'shop/middleware.py': program('synchronous_middleware'),
    };
    const side = await run(jobOf({ command: server, files }, [burst('/native', 3)]));
    expect(reasons(side)).toEqual({ 'blocking: asyncio.sleep, shop/views.py:15': 0.3 });
  },
);

test('each of several middlewares and the endpoint has its own waits, whoever waits around it', async () => {
  const files = { 'main.py': program('middleware_of_functions') };
  const side = await run(jobOf({ command, files }, [burst('/', 2)]));
  expect(reasons(side)).toEqual({
    'await: asyncio.sleep, main.py:15': 0.1,
    'await: asyncio.sleep, main.py:21': 0.2,
  });
});

test('computing holds the interpreter lock; threads do not help', async () => {
  const side = await run(jobOf({ command, files }, [burst('/burn', 6)]));
  expect(side.metrics.makespan).toBe(0.6);
  expect(secondsByState(side)['cpu']).toBe(0.6);
  // They take turns, so all end near the end.
  expect(Math.min(...side.requests.map(({ end }) => end ?? 0))).toBeGreaterThan(0.4);
});

test.each([
  [2, 2, 0.4],
  [4, 2, 0.4],
  [4, 4, 0.2],
])('%i processes on %i cores compute 8 x 0.1 s in %d s', async (workers, cores, makespan) => {
  // A sync worker takes one connection at a time, so that none has more to do than another.
  const wsgi = program('burns');
  const job = jobOf(
    { command: `gunicorn main:app -w ${String(workers)}`, files: { 'main.py': wsgi } },
    [burst('/', 8)],
    { cores },
  );
  // Quanta need not divide evenly: the last one may run alone.
  expect((await run(job)).metrics.makespan).toBeCloseTo(makespan, 1);
  expect((await run(job)).metrics.makespan).toBeGreaterThanOrEqual(makespan);
});

/** How many of 20 requests the first of two workers serves, by the seeds 1 to 6. */
async function sharesOf(command: string, cores: number): Promise<number[]> {
  const shares = async (seed: number): Promise<number> => {
    const side = await run(jobOf({ command, files }, [burst('/to-thread', 20)], { seed, cores }));
    const served = side.spans.filter(({ state }) => state === 'blocking');
    const accepted = new Set(served.map(({ request, process }) => `${String(request)} ${String(process)}`));
    return [...accepted].filter((one) => one.endsWith(' 0')).length;
  };
  return Promise.all([1, 2, 3, 4, 5, 6].map(shares));
}

test('workers that accept on cores of their own take turns', async () => {
  expect(await sharesOf('uvicorn main:app --workers 2', 2)).toEqual([10, 10, 10, 10, 10, 10]);
});

test('how evenly workers on one core share a burst is for the seed to say', async () => {
  const found = await sharesOf('uvicorn main:app --workers 2', 1);
  expect(new Set(found).size).toBeGreaterThan(2);
  expect(await sharesOf('uvicorn main:app --workers 2', 1)).toEqual(found);
});

test('a thread that never ends does not stop the others, and its line is named', async () => {
  const side = await run(
    jobOf({ command, files }, [
      burst('/spin', 1, { timeout: 1 }),
      burst('/semaphore', 1, { name: 'other', start: 0.2 }),
    ]),
  );
  expect(side.requests.map(({ error, status }) => error ?? status)).toEqual(['timeout', 200]);
  expect(side.spans.filter(({ request }) => request === 0).map(({ state, on }) => [state, on])).toEqual([
    ['cpu', expect.stringMatching(/^spin\(\), main\.py:\d+$/)],
  ]);
});

test('a busy wait on the clock ends, and is seen as computing', async () => {
  const side = await run(jobOf({ command, files }, [burst('/busy', 1)]));
  expect(side.metrics.makespan).toBeCloseTo(0.1, 1);
  expect(side.spans.map(({ state }) => state)).toContain('cpu');
  expect(side.metrics.loopHeld).toBeCloseTo(0.1, 1);
});

test('work after the response is on a lane, not in the latency', async () => {
  const side = await run(jobOf({ command, files }, [burst('/background', 2)]));
  expect(side.metrics.makespan).toBe(0);
  expect(side.lanes.map(({ state, from, to }) => [state, from, to])).toEqual([
    ['blocking', 0, 0.1],
    ['blocking', 0, 0.1],
  ]);
});

test('a loop that was closed is let go: nobody holds it, and memory neither', async () => {
  const app = program('closes_a_loop');
  const side = await run(jobOf({ command: 'gunicorn main', files: { 'main.py': app } }, [burst('/', 1)]));
  expect(side.metrics.loopHeld).toBe(0);
  expect(side.output['0']).toContain('gone True');
});
