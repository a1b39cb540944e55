/** The clients: patterns of arrival, connections kept alive, timeouts, the network's latency, several loads at once. */
import { expect, test } from 'vitest';
import { burst, djangoFiles, fastapiFiles, jobOf, program } from './programs.ts';
import { run, secondsByState } from './run.ts';

const fastapi = { command: 'uvicorn main:app', files: fastapiFiles() };

test('constant and poisson arrivals come when they are scheduled', async () => {
  const side = await run(
    jobOf(fastapi, [
      burst('/async', 1, { name: 'even', arrivals: { pattern: 'constant', rate: 10, duration: 1 } }),
      burst('/async', 1, { name: 'uneven', arrivals: { pattern: 'constant', rate: 1.5, duration: 1 } }),
      burst('/async', 1, { name: 'rare', arrivals: { pattern: 'constant', rate: 0.5, duration: 3 }, start: 0.25 }),
      burst('/async', 1, { name: 'random', arrivals: { pattern: 'poisson', rate: 50, duration: 2, seed: 7 } }),
    ]),
  );
  const of = (load: string): number[] => side.requests.filter((one) => one.load === load).map(({ arrival }) => arrival);
  expect(of('even')).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]);
  expect(of('uneven')).toEqual([0, 0.666666667]);
  expect(of('rare')).toEqual([0.25, 2.25]);
  expect(of('random').length).toBeGreaterThan(70);
  expect(of('random').length).toBeLessThan(130);
  for (const { arrival, end } of side.requests) expect((end ?? 0) - arrival).toBeCloseTo(0.1, 8);
});

test('closed: each client waits for its answer and thinks', async () => {
  const load = burst('/async', 1, {
    keepalive: true,
    arrivals: { pattern: 'closed', clients: 4, requests: 20, think: 0.05 },
  });
  const side = await run(jobOf(fastapi, [load]));
  expect(side.metrics).toMatchObject({ completed: 20, makespan: 0.7, concurrency: { handlers: 4 } });
});

test('a client that gives up says timeout, and its time is accounted for', async () => {
  const side = await run(jobOf(fastapi, [burst('/blocking', 4, { timeout: 0.25 })]));
  expect(side.requests.map(({ error }) => error)).toEqual([null, null, 'timeout', 'timeout']);
  expect(side.metrics).toMatchObject({ completed: 2, errors: 2 });
});

test('latency of the network counts: three ways to send, one back', async () => {
  const side = await run(jobOf(fastapi, [burst('/async', 3)], { network: 0.01 }));
  expect(side.metrics.makespan).toBe(0.14);
  expect(secondsByState(side)).toEqual({ await: 0.42 });
});

test('a burst beyond the backlog is accepted as long as somebody accepts', async () => {
  const side = await run(jobOf(fastapi, [burst('/async', 3000)]));
  expect(side.metrics).toMatchObject({ completed: 3000, makespan: 0.1 });
});

test('beyond the backlog of workers that are busy, connections are dropped and tried again after 1 s', async () => {
  const job = jobOf({ command: 'gunicorn shop.wsgi --backlog 2', files: djangoFiles() }, [burst('/sync', 5)]);
  const side = await run(job);
  expect(side.metrics.completed).toBe(5);
  expect(side.requests.filter(({ accepted }) => (accepted ?? 0) >= 1).length).toBe(1);
});

test('methods, headers and bodies arrive', async () => {
  const files = {
    'main.py': program('creates_orders'),
  };
  const headers = { 'content-type': 'application/json', 'x-who': 'clerk' };
  const side = await run(
    jobOf({ command: 'uvicorn main:app', files }, [
      burst('/orders', 1, { method: 'POST', headers, body: '{"item": "茶"}' }),
      burst('/orders', 1, { name: 'invalid', method: 'POST', headers, body: '{}', start: 1 }),
      burst('/orders', 1, { name: 'wrong', start: 2 }),
    ]),
  );
  expect(side.requests.map(({ status }) => status)).toEqual([201, 422, 405]);
  expect(side.output['0']).toContain('茶 clerk');
});

test('cpu: measured ends with servers that are stopped while they compute', async () => {
  const job = jobOf(
    { command: 'gunicorn shop.wsgi --workers 2 --threads 4', files: djangoFiles(0.1) },
    [burst('/sync', 20)],
    { cpu: 'measured' },
  );
  const side = await run(job);
  expect(side.metrics).toMatchObject({ completed: 20, errors: 0 });
});

test('cpu: measured charges what Python really computes', async () => {
  const side = await run(jobOf(fastapi, [burst('/async', 20)], { cpu: 'measured' }));
  expect(side.metrics).toMatchObject({ completed: 20, errors: 0 });
  expect(side.metrics.makespan).toBeGreaterThan(0.1);
  expect(side.lanes.map(({ state }) => state)).toContain('cpu');
});
