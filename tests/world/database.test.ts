/** Databases: real SQLite under Django, SQLAlchemy and aiosqlite, whose locks, pools and latency cost exact virtual time. */
import { expect, test } from 'vitest';
import { groupBy } from '../../src/trace/group-by.ts';
import { burst, jobOf, program, project } from './programs.ts';
import { run, secondsByState } from './run.ts';

const django = project('books');

const loads = (counts: Record<string, number>) =>
  Object.entries(counts).map(([path, count], index) => burst(`/${path}`, count, { name: path, start: index * 100 }));

const makespans = ({ metrics }: Awaited<ReturnType<typeof run>>) =>
  Object.fromEntries(Object.entries(metrics.loads).map(([name, { makespan }]) => [name, makespan]));

test('Django under ASGI: each request has a thread, and its queries come one after another', async () => {
  const counts = {
    one: 50,
    aone: 50,
    many: 1,
    joined: 1,
    amany: 10,
    together: 10,
    user: 1,
    enter: 1,
    'admin/login/': 1,
  };
  const side = await run(jobOf({ command: 'uvicorn shop.asgi:application', files: django }, loads(counts)));
  expect(side.metrics.errors).toBe(0);
  expect(makespans(side)).toEqual({
    ...{ one: 0.1, aone: 0.1, joined: 0.1, amany: 0.1 },
    // 1 + 5 queries where a join needs one.
    many: 0.6,
    // Asked for at once, but a request's calls into synchronous code share one thread.
    together: 0.3,
    ...{ user: 0.1, 'admin/login/': 0 },
    // The user, whether the session's key is free, the session, the user's last login.
    enter: expect.closeTo(0.5, 1) as number,
  });
  expect(side.output['0']).toContain('saved ann');
  expect(side.spans.find(({ request }) => request === 0)?.on).toMatch(/^database query, shop\/views\.py:\d+$/);
});

test('Django on gunicorn: workers and threads wait for queries as they do for anything', async () => {
  const wsgi = await run(
    jobOf({ command: 'gunicorn shop.wsgi -w 2 -k gthread --threads 4', files: django }, loads({ one: 16, many: 1 })),
  );
  expect(wsgi.metrics.errors).toBe(0);
  // Two workers accept as they come, so their shares differ; each holds four at a time.
  const shares = groupBy(
    wsgi.requests.filter(({ load }) => load === 'one'),
    ({ id }) => wsgi.spans.find(({ request, process }) => request === id && process !== null)?.process,
  );
  const rounds = Math.max(...[...shares.values()].map(({ length }) => Math.ceil(length / 4)));
  expect([...shares.values()].flat()).toHaveLength(16);
  expect(rounds).toBeGreaterThan(1);
  expect(makespans(wsgi)).toEqual({ one: rounds / 10, many: 0.6 });
});

const sqlite = {
  'main.py': program('sqlite_clients'),
};
const uvicorn = 'uvicorn main:app';

test('a pool of two connections serves ten requests two at a time', async () => {
  const side = await run(jobOf({ command: uvicorn, files: sqlite }, [burst('/pooled', 10)]));
  expect(side.metrics).toMatchObject({ makespan: 0.5, errors: 0 });
  expect(secondsByState(side)).toEqual({ blocking: 1, lock: 2 });
  expect(side.spans.find(({ state }) => state === 'lock')?.on).toMatch(/^SQLAlchemy pool, main\.py:\d+$/);
});

test('aiosqlite waits in threads of its own', async () => {
  const side = await run(jobOf({ command: uvicorn, files: sqlite }, [burst('/aiosqlite', 10)]));
  expect(side.metrics).toMatchObject({ makespan: 0.1, errors: 0 });
  expect(secondsByState(side)).toEqual({ await: 1 });
});

test.each([1, 2])(
  'on %i processes a writer waits for the other until its timeout, in virtual time',
  async (workers) => {
    const side = await run(
      jobOf({ command: `${uvicorn} --workers ${String(workers)}`, files: sqlite }, [
        burst('/write', 1, { name: 'first' }),
        burst('/patient', 1, { name: 'patient', start: 0.5 }),
        burst('/impatient', 1, { name: 'impatient', start: 0.5 }),
        burst('/upgrade', 1, { name: 'upgrade', start: 0.5 }),
      ]),
    );
    // SQLite looks again after 1, 2, 5, 10, 15, 20, 25, 25, 25, 50, 50 ms, then every 100 ms: at 0.528 s of waiting here.
    expect(makespans(side)).toEqual({ first: 1, patient: 0.628, impatient: 0.3, upgrade: 0 });
    expect(secondsByState(side)).toMatchObject({ lock: 0.828 });
    expect(side.spans.find(({ state }) => state === 'lock')?.on).toMatch(/^SQLite lock, main\.py:\d+$/);
    const printed = Object.values(side.output).join('');
    expect(printed).toContain('\ndatabase is locked\n');
    // Whoever has read already is not let wait: two such writers would wait for each other.
    expect(printed).toContain('upgrade: database is locked');
  },
);

test('a worker that is killed gives its lock back', async () => {
  const files = {
    'app.py': program('writes_and_sleeps'),
  };
  const side = await run(
    jobOf({ command: 'gunicorn app -w 2 --timeout 3', files }, [
      burst('/60', 1, { name: 'stuck' }),
      burst('/0', 1, { name: 'waiting', start: 2 }),
    ]),
  );
  expect(side.requests.map(({ status }) => status)).toEqual([500, 200]);
  expect(side.metrics.loads['waiting']?.makespan).toBeLessThan(2.5);
});

test('connections belong to their thread, and passwords can be hashed', async () => {
  const side = await run(jobOf({ command: uvicorn, files: sqlite }, [burst('/other-thread', 1)]));
  expect(side.output['0']).toMatch(/SQLite objects created in a thread can only be used in that same thread/);
  expect(side.output['0']).toContain('c5e478d59288c841aa530db6845c4c8d962893a001ce4e11a4963873aa98134a');
});
