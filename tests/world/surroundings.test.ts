/** Programs start in their own directory, read what servers read there and in the environment, and are told in plain words what is not here. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Program, SideJob } from '../../src/lab/protocol.ts';
import { burst, jobOf, project } from './programs.ts';
import { problem, run } from './run.ts';

const program = (name: string): string =>
  readFileSync(new URL(`programs/surroundings/${name}`, import.meta.url), 'utf8');
const files = {
  'app.py': program('app.py'),
  'prices.json': '{"tea": 3}',
  '.env': 'TEA=oolong\n',
};
const withEnv = (side: Pick<Program, 'command' | 'files'>, env: Record<string, string>, requests = 4): SideJob => {
  const job = jobOf(side, [burst('/', requests)]);
  return { ...job, side: { ...job.side, env } };
};

test.each(['gunicorn app:wsgi', 'uvicorn app:asgi --lifespan off', 'uvicorn app:asgi --lifespan off --workers 2'])(
  'files beside the application are found while it is imported: %s',
  async (command) => {
    const side = await run(jobOf({ command, files }, [burst('/', 2)]));
    expect(side.requests.map(({ status, body }) => [status, body])).toEqual([
      [200, '3 oolong /lab/side/db.sqlite3 /lab/side'],
      [200, '3 oolong /lab/side/db.sqlite3 /lab/side'],
    ]);
  },
);

/** Four requests of 0.1 s each: so many at once. */
const atOnce = async (job: SideJob): Promise<number> => Math.round(0.4 / (await run(job)).metrics.makespan);

test.each([
  ['gunicorn.conf.py', 'gunicorn app:slow', { 'gunicorn.conf.py': 'threads = 4\n' }, {}, 4],
  ['-c', 'gunicorn -c deploy/server.py app:slow', { 'deploy/server.py': 'workers, threads = 1, 2\n' }, {}, 2],
  ['the command line before the file', 'gunicorn app:slow --threads 1', { 'gunicorn.conf.py': 'threads = 4\n' }, {}, 1],
  ['GUNICORN_CMD_ARGS', 'gunicorn app:slow', {}, { GUNICORN_CMD_ARGS: '--threads 4' }, 4],
  ['the application in the file', 'gunicorn', { 'gunicorn.conf.py': 'wsgi_app = "app:slow"\n' }, {}, 1],
  [
    'a module that the file imports',
    'gunicorn app:slow',
    { 'gunicorn.conf.py': 'from sizes import threads\n', 'sizes.py': 'threads = 2\n' },
    {},
    2,
  ],
])("gunicorn's configuration: %s", async (_, command, more, env, expected) => {
  expect(await atOnce(withEnv({ command, files: { ...files, ...more } }, env))).toBe(expected);
});

test.each([
  ['gunicorn app:slow', { WEB_CONCURRENCY: '3' }],
  ['uvicorn app:asgi --lifespan off', { WEB_CONCURRENCY: '3' }],
  ['uvicorn app:asgi --lifespan off', { UVICORN_WORKERS: '3' }],
])('how many workers, from the environment: %s with %j', async (command, env) => {
  const side = await run(withEnv({ command, files }, env, 1));
  expect(side.metrics.concurrency.processes).toBe(3);
});

test('--chdir, and what the program imports there', async () => {
  const moved = Object.fromEntries(Object.entries(files).map(([name, text]) => [`src/${name}`, text]));
  const side = await run(jobOf({ command: 'gunicorn --chdir src app:wsgi', files: moved }, [burst('/', 1)]));
  expect(side.requests[0]?.body).toBe('3 oolong /lab/side/src/db.sqlite3 /lab/side/src');
});

test('--app-dir, and PYTHONPATH', async () => {
  const moved = { ...files, 'lib/tools.py': 'NAME = "tools"\n', 'src/main.py': 'import tools\nfrom app import asgi\n' };
  const side = await run(
    withEnv({ command: 'uvicorn --app-dir src main:asgi --lifespan off', files: moved }, { PYTHONPATH: 'lib' }, 1),
  );
  expect(side.requests[0]?.body).toBe('3 oolong /lab/side/db.sqlite3 /lab/side');
});

test("uvicorn's own worker class for gunicorn", async () => {
  const command = 'gunicorn -k uvicorn.workers.UvicornWorker app:asgi';
  expect((await run(jobOf({ command, files }, [burst('/', 1)]))).requests[0]?.status).toBe(200);
});

test('a worker past its timeout is killed when its master looks next, up to a second later, as the seed has it', async () => {
  const killedAt = async (seed: number): Promise<number> => {
    const job = jobOf({ command: 'gunicorn app:stuck --timeout 2', files }, [burst('/', 1, { timeout: 10 })], { seed });
    const side = await run(job);
    expect(side.requests[0]).toMatchObject({ status: 500 });
    return side.requests[0]?.end ?? NaN;
  };
  const ends = [await killedAt(1), await killedAt(2), await killedAt(3)];
  for (const end of ends) expect(end).toBeGreaterThan(2);
  for (const end of ends) expect(end).toBeLessThanOrEqual(3.01);
  expect(new Set(ends).size).toBe(3);
  expect(await killedAt(2)).toBe(ends[1]);
});

test.each([
  [
    'gunicorn app:wsgi --bind unix:/tmp/app.sock',
    {},
    { option: '--bind unix:/tmp/app.sock', instead: '--bind 127.0.0.1:8000' },
  ],
  ['gunicorn app:wsgi', { 'gunicorn.conf.py': 'bind = ["unix:app.sock"]\n' }, { option: 'bind unix:app.sock' }],
  ['uvicorn app:asgi --uds app.sock', {}, { option: '--uds app.sock', instead: '--host 127.0.0.1 --port 8000' }],
])('a socket that is a file is refused, with what to write: %s', async (command, more, values) => {
  expect(await problem(jobOf({ command, files: { ...files, ...more } }, [burst('/', 1)]))).toMatchObject({
    code: 'option-instead',
    values: { reason: 'unix-socket', ...values },
  });
});

test('what a file of settings asks for is refused as on the command line', async () => {
  const more = { 'gunicorn.conf.py': 'preload_app = True\n' };
  expect(
    await problem(jobOf({ command: 'gunicorn app:wsgi', files: { ...files, ...more } }, [burst('/', 1)])),
  ).toMatchObject({ code: 'option-refused', values: { option: 'preload_app', reason: 'fork' } });
});

test.each([
  ['requests', 'import requests\n', 1],
  ['rest_framework', 'import json\nfrom rest_framework import serializers\n', 2],
  ['python-multipart', program('upload.py'), 8],
])('a package that is not there: %s', async (name, source, line) => {
  const command = 'uvicorn main:app';
  expect(await problem(jobOf({ command, files: { 'main.py': source } }, [burst('/', 1)]))).toMatchObject({
    code: 'package-missing',
    values: { package: name },
    file: 'main.py',
    line,
  });
});

test.each(['shared_memory.py', 'child.py', 'command.py'])(
  'what processes of a program’s own cannot be had in is refused by name: %s',
  async (name) => {
    const command = 'uvicorn main:app';
    expect(await problem(jobOf({ command, files: { 'main.py': program(name) } }, [burst('/', 1)]))).toMatchObject({
      code: 'process-refused',
      file: 'main.py',
    });
  },
);

test('the same in a step before the server', async () => {
  const command = 'python seed.py && uvicorn app:asgi';
  const more = { 'seed.py': 'import requests\n' };
  expect(await problem(jobOf({ command, files: { ...files, ...more } }, [burst('/', 1)]))).toMatchObject({
    code: 'package-missing',
    values: { package: 'requests' },
    file: 'seed.py',
  });
});

test('a project’s own tests run before its server, as its manage.py runs them', async () => {
  const command = 'python manage.py test && gunicorn wsgi';
  const side = await run(jobOf({ command, files: project('tested') }, [burst('/', 1)]));
  expect(side.output['start']).toMatch(/Ran 1 test in [\d.]+s\n\nOK/);
  expect(side.requests[0]?.body).toBe('{"ok": true}');
});

test('a service that is started as a module has the port that the lab gives it', async () => {
  const asking = { 'main.py': program('asking.py') };
  const job = jobOf({ command: 'uvicorn main:app --lifespan off', files: asking }, [burst('/', 1)]);
  const service = { id: 'kitchen', host: 'kitchen', port: 9001, shared: false, env: {}, files };
  const command = 'python -m uvicorn app:asgi --lifespan off';
  const side = await run({ ...job, services: [{ ...service, command }] });
  expect(side.requests[0]?.body).toBe('3 oolong /lab/kitchen/db.sqlite3 /lab/kitchen');
});
