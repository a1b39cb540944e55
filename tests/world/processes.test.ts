/** Worker processes keep their state apart, die and are replaced as in life. */
import { expect, test } from 'vitest';
import { burst, djangoFiles, jobOf, program } from './programs.ts';
import { run } from './run.ts';

const fastapi = {
  'main.py': program('counts_on_the_loop'),
};

const django = djangoFiles(0.1, program('views_that_count'));

/** Last words that a worker printed about how much it served. */
const counts = (output: Record<string, string>): string[] =>
  Object.entries(output)
    .filter(([process]) => process !== 'master')
    .map(([, text]) => text.match(/served .*/g)?.at(-1) ?? '');

test.each([
  ['FastAPI, uvicorn', fastapi, 'uvicorn main:app --workers 2', '/', ['served 4', 'served 4']],
  ['FastAPI, gunicorn', fastapi, 'gunicorn main:app -k asgi -w 2', '/', ['served 4', 'served 4']],
  ['Django, gunicorn', django, 'gunicorn shop.wsgi -w 2', '/count', ['served 4 4', 'served 4 4']],
  ['Django, uvicorn', django, 'uvicorn shop.asgi:application --workers 2', '/count', ['served 4 4', 'served 4 4']],
])('two workers count apart: %s', async (_, files, command, path, expected) => {
  const side = await run(jobOf({ command, files }, [burst(path, 8)]));
  expect(counts(side.output)).toEqual(expected);
  expect(side.metrics.concurrency.processes).toBe(2);
});

const threaded = {
  'main.py': program('counts_in_threads'),
};

test('gunicorn with uvicorn_worker: two processes of 40 threads each', async () => {
  const command = 'gunicorn -k uvicorn_worker.UvicornWorker -w 2 main:app';
  const side = await run(
    jobOf({ command, files: threaded }, [burst('/', 41), burst('/', 100, { name: 'more', start: 10 })]),
  );
  expect(side.metrics.concurrency).toMatchObject({ processes: 2 });
  expect(side.metrics).toMatchObject({ completed: 141, errors: 0 });
  // Both took part, each with its own counter; 41 find a thread at once among 80, 100 do not.
  const served = counts(side.output).map((line) => Number(line.split(' ')[1]));
  expect(served).toHaveLength(2);
  expect(Math.min(...served)).toBeGreaterThan(40);
  expect(served.reduce((sum, one) => sum + one, 0)).toBe(141);
  expect(side.metrics.loads['main']?.makespan).toBe(0.1);
  expect(side.metrics.loads['more']?.makespan).toBe(0.2);
});

test('a gunicorn worker past its timeout is killed and replaced', async () => {
  const side = await run(
    jobOf({ command: 'gunicorn shop.wsgi --timeout 5', files: django }, [
      burst('/slow', 1),
      burst('/sync', 1, { name: 'later', start: 10 }),
    ]),
  );
  const [slow, later] = side.requests;
  // SIGABRT ends the view with SystemExit, which gunicorn itself answers before the worker goes.
  expect(slow).toMatchObject({ status: 500, error: null });
  expect(slow?.end).toBeGreaterThan(5);
  expect(slow?.end).toBeLessThan(6.1);
  expect(later).toMatchObject({ status: 200, arrival: 10, end: 10.1 });
  expect(side.output['master']).toContain('WORKER TIMEOUT');
});

test('a worker that is killed while it computes leaves its core to others', async () => {
  const side = await run(
    jobOf(
      { command: 'gunicorn shop.wsgi --workers 2 --timeout 5', files: djangoFiles(0.1, program('view_that_burns')) },
      [burst('/spin?for=60', 2), burst('/spin?for=0.1', 1, { name: 'later', start: 30 })],
      { cores: 1 },
    ),
  );
  expect(side.requests.map(({ status }) => status)).toEqual([500, 500, 200]);
  expect(side.requests[2]).toMatchObject({ status: 200, end: 30.1 });
});

test('--max-requests ends a worker after so many', async () => {
  const side = await run(
    jobOf({ command: 'gunicorn shop.wsgi --max-requests 2', files: django }, [
      burst('/count', 1, { arrivals: { pattern: 'constant', rate: 0.5, duration: 8 } }),
    ]),
  );
  expect(side.metrics.completed).toBe(4);
  expect(counts(side.output)).toEqual(['served 2 2', 'served 2 2']);
});

test('--limit-concurrency sheds load', async () => {
  const side = await run(
    jobOf({ command: 'uvicorn shop.asgi:application --limit-concurrency 5', files: django }, [
      burst('/native', 1, { arrivals: { pattern: 'constant', rate: 100, duration: 0.5 } }),
    ]),
  );
  // The first ones find room, the rest is turned away at once until somebody is done.
  const statuses = side.requests.map(({ status }) => status);
  expect(statuses.slice(0, 4)).toEqual([200, 200, 200, 200]);
  expect(statuses[7]).toBe(503);
  expect(new Set(statuses)).toEqual(new Set([200, 503]));
});

test('each process has its own handlers and levels of loggers', async () => {
  const main = program('own_loggers');
  const command = 'uvicorn main:app --workers 2 --lifespan off';
  const load = { ...burst('/', 1), arrivals: { pattern: 'constant', rate: 10, duration: 1 } as const };
  const side = await run(jobOf({ command, files: { 'main.py': main } }, [load]));
  const lines = Object.values(side.output).flatMap((text) => text.match(/configured by .*/g) ?? []);
  expect(lines).toHaveLength(10);
  for (const line of lines) expect(line).toMatch(/^configured by (\d+): served by \1$/);
});

test('each process has its own standard output and hooks', async () => {
  const main = program('own_streams');
  const command = 'uvicorn main:app --workers 2 --lifespan off';
  const load = { ...burst('/', 1), arrivals: { pattern: 'constant', rate: 10, duration: 1 } as const };
  const side = await run(jobOf({ command, files: { 'main.py': main } }, [load]));
  const served = Object.values(side.output).flatMap((text) => text.match(/^(\d+ )?by \d+ .*\n.*/gm) ?? []);
  expect(served).toHaveLength(10);
  const shapes = served.map((text) => text.replace(/\d*([13579])\b/g, 'odd').replace(/\d*([02468])\b/g, 'even'));
  expect(new Set(shapes)).toEqual(new Set(['odd by odd True\nhook of odd', 'by even False\nhook of even']));
});

test('who waits for the main thread goes on when it ends', async () => {
  const files = {
    'wait.py': program('waits_for_main_thread'),
    'main.py': 'async def app(scope, receive, send): ...\n',
  };
  const command = 'python wait.py && uvicorn main:app --lifespan off';
  const side = await run(jobOf({ command, files }, [burst('/', 1)]));
  expect(side.output['start']).toBe('after 1.0\n');
});

test('files have an owner and a group, and certificates a place', async () => {
  const files = {
    'main.py': program('owner_of_files'),
  };
  const side = await run(jobOf({ command: 'gunicorn main', files }, [burst('/', 1)]));
  expect(side.output['0']).toContain('root root /usr/lib/ssl/cert.pem /usr/lib/ssl/certs\n');
});
