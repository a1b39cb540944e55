/** Packages that only some labs import: clients of services, metrics, WebSockets. */
import { expect, test } from 'vitest';
import type { SideJob } from '../../src/lab/protocol.ts';
import { burst, djangoFiles, jobOf, program } from './programs.ts';
import { run, secondsByState } from './run.ts';

const calling = {
  'main.py': program('calls_stock'),
};

const withStock = (job: SideJob): SideJob => ({
  ...job,
  services: [
    {
      id: 'stock',
      host: 'stock',
      port: 9000,
      shared: false,
      command: 'uvicorn main:app',
      env: {},
      files: {
        'main.py': program('stock'),
      },
    },
  ],
});

test.each([
  ['/gather', 10, 0.1, { await: 1 }],
  ['/sequence', 10, 0.3, { await: 3 }],
  ['/sync', 10, 0.3, { blocking: 3 }],
  ['/small', 6, 0.3, { await: 0.6, lock: 0.6 }],
  ['/impatient', 1, 0.05, { await: 0.05 }],
])('httpx: %s by %i clients takes %d s', async (path, requests, makespan, states) => {
  const side = await run(withStock(jobOf({ command: 'uvicorn main:app', files: calling }, [burst(path, requests)])));
  expect(side.metrics).toMatchObject({ makespan, errors: 0 });
  expect(secondsByState(side)).toEqual(states);
});

test('httpx2, alone and as the test client of FastAPI, speaks through sockets', async () => {
  const files = {
    'main.py': program('httpx2_clients'),
  };
  const loads = [burst('/hello', 1), burst('/test', 1, { name: 'test', start: 1 })];
  const side = await run(withStock(jobOf({ command: 'uvicorn main:app', files }, loads)));
  expect(side.metrics).toMatchObject({ completed: 2, errors: 0 });
  expect(secondsByState(side)).toEqual({ await: 0.1 });
  expect(Object.values(side.output).join('')).toMatch(/^200$/m);
});

test('both frameworks show their metrics, and each process its own', async () => {
  const fastapi = { 'main.py': program('fastapi_metrics') };
  const django = djangoFiles(0.1, program('views_with_metrics'));
  const loads = [
    burst('/hello', 3, { name: 'hello' }),
    burst('/metrics', 1, { name: 'metrics', start: 1 }),
    burst('/show', 1, { name: 'show', start: 2 }),
  ];
  const [first, second, apart] = await Promise.all([
    run(jobOf({ command: 'uvicorn main:app', files: fastapi }, loads)),
    run(jobOf({ command: 'uvicorn shop.asgi:application', files: django }, loads)),
    run(jobOf({ command: 'gunicorn shop.wsgi -w 2', files: django }, loads)),
  ]);
  for (const { metrics } of [first, second, apart]) expect(metrics).toMatchObject({ completed: 5, errors: 0 });
  expect(first.output['0']).toContain('http_requests_total{handler="/hello",method="GET",status="2xx"} 3.0');
  expect(second.output['0']).toContain('calls_total 3.0');
  expect(Object.values(apart.output).join('')).not.toContain('calls_total 3.0');
});

test('uvicorn finds a WebSocket protocol by itself where a lab serves one', async () => {
  const files = {
    'main.py': program('websocket_echo'),
  };
  const side = await run(jobOf({ command: 'uvicorn main:app', files }, [burst('/echo', 1)]));
  expect(side.output['0']).toContain('wsproto_impl.WSProtocol');
});
