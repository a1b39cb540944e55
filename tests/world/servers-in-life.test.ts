/** What servers do in life that needs the machine to be as imperfect as a real one: measured there, and so here. */
import { expect, test } from 'vitest';
import { burst, jobOf, program } from './programs.ts';
import { run } from './run.ts';

const statuses = (requests: readonly { status: number | null }[]) => requests.map(({ status }) => status);

test("a heartbeat of uvicorn's worker comes in time: blocks far below the timeout kill nobody", async () => {
  const command = 'gunicorn main:app -k uvicorn_worker.UvicornWorker -w 1 --timeout 2';
  const every = burst('/report', 0, { arrivals: { pattern: 'constant', rate: 0.7, duration: 14 }, start: 0.6 });
  const side = await run(jobOf({ command, files: { 'main.py': program('blocks_briefly') } }, [every]));
  expect(statuses(side.requests)).toEqual(Array<number>(side.requests.length).fill(200));
  expect(side.requests.length).toBeGreaterThanOrEqual(9);
});

test.each([
  ['sync', '', [200, 431, 500]],
  ['gthread', '--threads 2', [200, 431, null]],
])("gunicorn's own answers, which end their lines with line feeds, are read: %s", async (_, options, expected) => {
  const side = await run(
    jobOf({ command: `gunicorn main:application ${options}`, files: { 'main.py': program('exits_in_a_view') } }, [
      burst('/', 1, { name: 'ok' }),
      burst('/', 1, { name: 'big', headers: { 'x-big': 'a'.repeat(9000) }, start: 1 }),
      burst('/exit', 1, { name: 'exit', start: 2 }),
    ]),
  );
  expect(statuses(side.requests)).toEqual(expected);
});

test('two workers on two cores share a burst, whatever the seed', async () => {
  const job = (seed: number) =>
    jobOf(
      { command: 'uvicorn main:app --workers 2', files: { 'main.py': program('blocks_briefly') } },
      [burst('/short', 40)],
      { seed },
    );
  const sides = [await run(job(1)), await run(job(2))];
  for (const { metrics } of sides) expect(metrics.makespan).toBeLessThanOrEqual(2.2);
});

test('what requests leave behind in cycles is collected: 3 GB of it pass', async () => {
  const side = await run(
    jobOf({ command: 'uvicorn main:app', files: { 'main.py': program('leaves_cycles') } }, [
      burst('/', 0, { arrivals: { pattern: 'constant', rate: 100, duration: 6 } }),
    ]),
  );
  expect(side.metrics).toMatchObject({ requests: 600, completed: 600, errors: 0 });
  expect(side.output['0']).toContain('collects True True');
});

test('hashing a password costs what it costs a server, and leaves the interpreter to others', async () => {
  const side = await run(
    jobOf({ command: 'gunicorn main:application --threads 4', files: { 'main.py': program('hashes_passwords') } }, [
      burst('/', 4),
    ]),
  );
  // Four times 0.01 s on two cores.
  expect(side.metrics.makespan).toBeCloseTo(0.02, 3);
  expect(side.output['0']?.match(/cost True/g)).toHaveLength(4);
});

test('sqlite3 refuses and warns as on Linux', async () => {
  const side = await run(
    jobOf({ command: 'gunicorn main:application', files: { 'main.py': program('sqlite_mistakes') } }, [burst('/', 1)]),
  );
  const said = (side.output['0'] ?? '').split('\n').filter((line) => line !== '' && !line.startsWith('['));
  expect(said).toEqual([
    'execute ProgrammingError',
    'cursor.close ProgrammingError',
    'create_function ProgrammingError',
    'isolation_level ProgrammingError',
    'backup ProgrammingError',
    'total_changes allowed',
    'TypeError execute() argument 1 must be str, not int',
    'TypeError factory must return a cursor, not str',
    "unclosed: ['ResourceWarning']",
  ]);
});
