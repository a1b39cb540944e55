/** Streams of events and WebSockets: what a client waits for, what it calls an end, and what a refusal looks like. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Load } from '../../src/contract/run.ts';
import { burst, djangoFiles, jobOf, program } from './programs.ts';
import { run, secondsByState } from './run.ts';

const sse = (path: string, requests: number, more: Partial<Load> = {}): Load =>
  burst(path, requests, { protocol: 'sse', ...more });
const websocket = (path: string, requests: number, more: Partial<Load> = {}): Load =>
  burst(path, requests, { protocol: 'websocket', ...more });

const fastapi = {
  command: 'uvicorn main:app',
  files: {
    'main.py': program('streams'),
  },
};

const django = {
  command: 'uvicorn shop.asgi:application',
  files: djangoFiles(0.1, program('views_that_stream')),
};

const sides = [
  ['FastAPI', fastapi],
  ['Django', django],
] as const;

test.each(sides)('%s streams events until it ends', async (_, side) => {
  const { requests, metrics, output, ...rest } = await run(jobOf(side, [sse('/events', 5)]));
  expect(metrics).toMatchObject({ completed: 5, errors: 0, makespan: 0.3, concurrency: { handlers: 5 } });
  expect(requests.map(({ status, end, bytes }) => [status, end, bytes])).toEqual(Array(5).fill([200, 0.3, 27]));
  for (const { firstByte } of requests) expect(firstByte).toBeLessThanOrEqual(0.1);
  expect(output['0']).toContain('text/event-stream');
  expect(secondsByState({ requests, metrics, output, ...rest })).toEqual({ await: 1.5 });
});

test.each(sides)('%s notices that a listener left, who does not call that an error', async (_, side) => {
  const load = [sse('/events?count=100', 2, { timeout: 0.25 }), sse('/events', 1, { name: 'later', start: 1 })];
  const { requests, metrics, output } = await run(jobOf(side, load));
  expect(requests.map(({ status, error, end, bytes }) => [status, error, end, bytes])).toEqual([
    [200, null, 0.25, 18],
    [200, null, 0.25, 18],
    [200, null, 1.3, 27],
  ]);
  expect(metrics.errors).toBe(0);
  expect(output['0']?.match(/stream over/g)).toHaveLength(3);
});

test('no answer at all stays a timeout, and a stream that does not exist a 404', async () => {
  const { requests } = await run(jobOf(fastapi, [sse('/silent', 1, { timeout: 1 }), sse('/nope', 1, { name: 'no' })]));
  expect(requests.map(({ status, error, end }) => [status, error, end])).toEqual([
    [null, 'timeout', null],
    [404, null, 0],
  ]);
});

test('closed: a listener comes back after it left', async () => {
  const arrivals = { pattern: 'closed', clients: 2, requests: 6, think: 0.5 } as const;
  const side = await run(jobOf(fastapi, [sse('/events?count=100', 1, { arrivals, timeout: 1, keepalive: true })]));
  expect(side.metrics).toMatchObject({ completed: 6, errors: 0, makespan: 4 });
});

// uvicorn speaks WebSocket through one of these; gunicorn's own ASGI worker brings what it needs.
const packages = readFileSync(new URL('../../src/build/runtime/requirements.txt', import.meta.url), 'utf8');
const speaking = [
  { ...fastapi, command: 'gunicorn main:app -k asgi' },
  ...(/^(websockets|wsproto)==/m.test(packages) ? [fastapi] : []),
];

test.each(speaking)('a message is answered with a message: $command', async (side) => {
  const { requests, metrics, output, ...rest } = await run(
    jobOf(side, [
      websocket('/echo', 3, { body: 'tea for two' }),
      websocket('/echo', 1, { name: 'long', body: '茶'.repeat(50_000) }),
    ]),
  );
  expect(requests.map(({ status, error, firstByte, end, bytes }) => [status, error, firstByte, end, bytes])).toEqual([
    ...Array<unknown>(3).fill([101, null, 0, 0.1, 11]),
    [101, null, 0, 0.1, 150_000],
  ]);
  expect(metrics.concurrency.handlers).toBe(4);
  expect(output['0']?.match(/left with 1000/g)).toHaveLength(4);
  expect(secondsByState({ requests, metrics, output, ...rest })).toEqual({ await: 0.4 });
});

test.each(speaking)('who sends nothing listens until the server closes, or leaves: $command', async (side) => {
  const { requests } = await run(
    jobOf(side, [websocket('/news', 1), websocket('/news?count=100', 1, { name: 'short', timeout: 0.25 })]),
  );
  expect(requests.map(({ status, error, end, bytes }) => [status, error, end, bytes])).toEqual([
    [101, null, 0.3, 18],
    [101, null, 0.25, 12],
  ]);
});

test.each(speaking)('refusals and failures are told apart: $command', async (side) => {
  const { requests } = await run(
    jobOf(side, [
      websocket('/private', 1),
      websocket('/nope', 1, { name: 'unknown' }),
      websocket('/broken', 1, { name: 'broken' }),
      websocket('/deaf', 1, { name: 'deaf', body: 'hello?', timeout: 1 }),
      burst('/echo', 1, { name: 'plain' }),
    ]),
  );
  const outcome = (load: string) => {
    const found = requests.find((request) => request.load === load);
    return [found?.status, found?.error, found?.end];
  };
  expect(outcome('main')).toEqual([403, null, 0.1]);
  expect(outcome('unknown')).toEqual([403, null, 0]);
  expect(outcome('broken')).toEqual([101, 'failed', null]);
  expect(outcome('deaf')).toEqual([101, 'timeout', null]);
  expect(outcome('plain')).toEqual([404, null, 0]);
});

test('the way there and back counts for a WebSocket too', async () => {
  const [side] = speaking;
  const job = jobOf(side ?? fastapi, [websocket('/echo', 1, { body: 'tea' })], { network: 0.01 });
  // Connecting takes two ways, the handshake two, and the message two.
  expect((await run(job)).requests[0]).toMatchObject({ status: 101, end: 0.16 });
});

test("Django's own ASGI application takes no WebSocket, and uvicorn says so", async () => {
  // That the word is there brings the package, if there is one.
  const files = { ...django.files, 'shop/__init__.py': '# Nobody serves a WebSocket here.\n' };
  const { requests } = await run(jobOf({ ...django, files }, [websocket('/native', 1, { body: 'hello' })]));
  expect(requests[0]?.error).toBeNull();
  // Without a package for WebSockets uvicorn passes the request on as an ordinary one.
  expect(requests[0]?.status).toBe(speaking.length > 1 ? 500 : 200);
});
