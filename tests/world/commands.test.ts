/** Command lines with more than a server: steps that run before it, programs of the lab's own that serve, and workers beside a side. */
import { expect, test } from 'vitest';
import type { ServiceProgram, SideJob } from '../../src/lab/protocol.ts';
import { runInTurn } from '../../src/lab/node/headless.ts';
import { burst, djangoFiles, fastapiFiles, jobOf, program, project } from './programs.ts';
import { problem, run } from './run.ts';

const beside = (job: SideJob, ...services: Partial<ServiceProgram>[]): SideJob => ({
  ...job,
  services: services.map((service, index) => ({
    id: `worker-${String(index)}`,
    command: 'python worker.py',
    env: {},
    files: {},
    host: `worker-${String(index)}`,
    port: 8000,
    shared: true,
    ...service,
  })),
});

const seeded = project('seeded');

test('steps run to their end, one after the other, before the server and before time 0', async () => {
  const command = 'python seed.py "oolong tea" -n 3 && python -m tools.check --all && uvicorn main:app';
  const side = await run(jobOf({ command, files: seeded }, [burst('/', 2)]));
  expect(side.requests).toMatchObject([
    { status: 200, arrival: 0, end: 0, bytes: 25 },
    { status: 200, arrival: 0, end: 0, bytes: 25 },
  ]);
  expect(side.output['start']).toBe(
    "seeded by /lab/side/seed.py ['seed.py', 'oolong tea', '-n', '3'] /lab/side\n__main__ ['--all'] seed.py oolong tea -n 3\n",
  );
  // The server's own process is still the first.
  expect(Object.keys(side.output)).toEqual(['0', 'start']);
  expect(side.metrics.concurrency.processes).toBe(1);
});

const managed = { ...djangoFiles(), ...project('managed') };

test("Django's own commands run through manage.py, with any server after them", async () => {
  const command = 'python manage.py check && python manage.py seed 5 && python3 -m gunicorn shop.wsgi -w 2';
  const side = await run(jobOf({ command, files: managed }, [burst('/sync', 2)]));
  expect(side.output['start']).toBe('System check identified no issues (0 silenced).\nmade 2\n');
  expect(side.metrics).toMatchObject({ completed: 2, errors: 0, concurrency: { processes: 2 } });
});

test('a database that a step makes is there for the server, and for a worker', async ({ skip }) => {
  const probe = jobOf(
    { command: 'python probe.py && uvicorn main:app', files: { 'probe.py': 'import sqlite3\n' } },
    [],
  );
  const outcome = await runInTurn(probe);
  const missing = outcome.kind === 'failed' && String(outcome.problem.values['message']).includes('sqlite3');
  skip(missing, 'the runtime has no sqlite3');
  const files = { ...managed, ...project('orders') };
  const command =
    'python manage.py makemigrations shop && python manage.py migrate && gunicorn shop.wsgi -k gthread --threads 4';
  const side = await run(
    beside(jobOf({ command, files }, [burst('/sync', 3), burst('/native', 1, { name: 'later', start: 1 })]), {
      command: 'python manage.py work',
    }),
  );
  expect(side.output['start']).toContain('Applying shop.0001_initial... OK');
  expect(side.requests.map(({ status, bytes }) => [status, bytes])).toEqual([
    ...Array<unknown>(3).fill([200, '{"id": 1}'.length]),
    [200, '{"brewed": 3}'.length],
  ]);
  expect(side.output['0']).toBe('brewed 1\nbrewed 2\nbrewed 3\n');
});

test.each([
  [
    'python manage.py seed 0',
    { status: 1, message: 'ZeroDivisionError: division by zero' },
    'shop/management/commands/seed.py',
    11,
  ],
  ['python manage.py seed -- -1', { status: 1, message: 'CommandError: cannot make -1' }, undefined, undefined],
  ['python manage.py sead', { status: 1, message: "Type 'manage.py help' for usage." }, undefined, undefined],
  [
    'python nothing.py',
    { status: 2, message: expect.stringContaining("can't open file '/lab/side/nothing.py'") as string },
    undefined,
    undefined,
  ],
  [
    'python -m nothing',
    { status: 1, message: expect.stringContaining('No module named nothing') as string },
    undefined,
    undefined,
  ],
])('a step that fails ends the start: %s', async (step, values, file, line) => {
  const job = jobOf({ command: `${step} && gunicorn shop.wsgi`, files: managed }, [burst('/sync', 1)]);
  const outcome = await runInTurn(job);
  expect(outcome).toMatchObject({
    kind: 'failed',
    problem: { code: 'step-failed', side: 'side', values: { step, ...values } },
  });
  if (outcome.kind !== 'failed') return;
  expect([outcome.problem.file, outcome.problem.line]).toEqual([file, line]);
  expect(Object.keys(outcome.output ?? {})).toEqual(['start']);
});

test('a step that never ends is told from a server that never listens', async () => {
  const files = { ...fastapiFiles(), 'forever.py': 'import threading\n\nthreading.Event().wait()\n' };
  expect(
    await problem(jobOf({ command: 'python forever.py && uvicorn main:app', files }, [burst('/async', 1)])),
  ).toMatchObject({
    code: 'step-silent',
    values: { step: 'python forever.py', seconds: 120 },
  });
  expect(await problem(jobOf({ command: 'python forever.py', files }, [burst('/async', 1)]))).toMatchObject({
    code: 'start-silent',
  });
});

test('a program that calls uvicorn itself is served and observed like any other', async () => {
  const files = {
    ...fastapiFiles(),
    'serve.py': program('runs_uvicorn'),
  };
  const side = await run(jobOf({ command: 'python serve.py', files }, [burst('/def', 50)]));
  expect(side.metrics).toMatchObject({ completed: 50, makespan: 0.2, concurrency: { handlers: 50, processes: 1 } });
  expect(side.spans.map(({ state }) => state)).toContain('thread');
});

test.each([
  ['reload=True', 'reload'],
  ['workers=2', 'spawn'],
])('what uvicorn.run would leave to other processes is refused: %s', async (option, reason) => {
  const files = { ...fastapiFiles(), 'serve.py': `import uvicorn\n\nuvicorn.run("main:app", ${option})\n` };
  expect(await problem(jobOf({ command: 'python serve.py', files }, [burst('/async', 1)]))).toMatchObject({
    code: 'option-refused',
    values: { reason },
    file: 'serve.py',
    line: 3,
  });
});

test('what nobody observes says nothing of its states', async () => {
  const files = {
    'raw.py': program('raw_server'),
  };
  const side = await run(jobOf({ command: 'python raw.py', files }, [burst('/', 3)]));
  expect(side.metrics).toMatchObject({ completed: 3, makespan: 0.1 });
  expect(new Set(side.spans.map(({ state }) => state))).toEqual(new Set(['await']));
});

const queue = project('inbox');
const jobs = [burst('/jobs', 3, { method: 'POST' }), burst('/done', 1, { name: 'later', start: 1 })];

test('a worker shares the directory of its side and works off what the side leaves there', async () => {
  const side = await run(beside(jobOf({ command: 'uvicorn main:app', files: queue }, jobs), {}));
  expect(side.requests.map(({ status, end }) => [status, end])).toEqual([
    [202, 0],
    [202, 0],
    [202, 0],
    [200, 1],
  ]);
  expect(side.requests[3]?.bytes).toBe('["001","002","003"]'.length);
  expect(side.output['0']).toBe('worker starts\nbrewed 001\nbrewed 002\nbrewed 003\n');
  // The worker's own time is in its lane.
  expect(side.lanes.filter(({ process }) => process === 0).map(({ state }) => state)).toContain('blocking');
});

test('a worker starts after the steps of its side', async () => {
  const files = { ...seeded, 'worker.py': 'import time\n\nprint(open("tea.txt").read())\ntime.sleep(10**6)\n' };
  const side = await run(beside(jobOf({ command: 'python seed.py && uvicorn main:app', files }, [burst('/', 1)]), {}));
  expect(side.output['0']).toBe('seed.py\n');
});

test('a worker of its own directory is reached over the network, by its name', async () => {
  const files = {
    'main.py': program('kitchen_client'),
  };
  const kitchen = {
    'kitchen.py': program('kitchen'),
  };
  const side = await run(
    beside(jobOf({ command: 'uvicorn main:app', files }, [burst('/', 4)]), {
      host: 'kitchen',
      shared: false,
      files: kitchen,
      command: 'python kitchen.py',
    }),
  );
  expect(side.metrics).toMatchObject({ completed: 4, errors: 0, makespan: 0.1 });
  expect(side.output['0']).toContain('kitchen closes');
});

test('a worker that dies before time 0 stops the start; later, its output says how it ended', async () => {
  const job = (worker: string): SideJob =>
    beside(
      jobOf({ command: 'uvicorn main:app', files: { ...fastapiFiles(), 'worker.py': worker } }, [
        burst('/async', 1, { start: 3 }),
      ]),
      {},
    );
  expect(await problem(job('import time\n\ntime.sleep(0.2)\nraise ValueError("no broker")\n'))).toMatchObject({
    code: 'start-failed',
    side: 'worker-0',
    file: 'worker.py',
    line: 4,
    values: { message: 'ValueError: no broker' },
    traceback: expect.stringContaining('line 4') as string,
  });
  expect(await problem(job('import sys\n\nprint("nothing to do")\nsys.exit(3)\n'))).toMatchObject({
    code: 'start-exit',
    side: 'worker-0',
    values: { status: 3, message: 'nothing to do' },
  });
  const later = await run(job('import time\n\ntime.sleep(2)\nraise ValueError("broker lost")\n'));
  expect(later.metrics).toMatchObject({ completed: 1, errors: 0 });
  expect(later.output['0']).toMatch(/worker\.py", line 4[^]*ValueError: broker lost\n\[exit status 1\]\n$/);
});

test('a command line that is refused is said to be the worker’s', async () => {
  const job = jobOf({ command: 'uvicorn main:app', files: fastapiFiles() }, [burst('/async', 1)]);
  expect(await problem(beside(job, { command: 'celery worker' }))).toMatchObject({
    code: 'command-server',
    side: 'worker-0',
    values: { found: 'celery' },
  });
});

test('runs with steps and workers repeat to the byte', async () => {
  const job = beside(
    jobOf({ command: 'python -m tools.none && uvicorn main:app', files: { ...queue, 'tools/none.py': '' } }, jobs),
    {},
  );
  const [first, second] = [await run(job), await run(job)];
  expect(JSON.stringify(second)).toBe(JSON.stringify(first));
});
