/** The results that real servers give, measured, and this world exactly: 0.1 s of I/O, so many requests at once. */
import { expect, test } from 'vitest';
import { burst, djangoFiles, fastapiFiles, jobOf } from './programs.ts';
import { run } from './run.ts';

const counts = [1, 40, 41, 100, 200] as const;
const fastapi = fastapiFiles();
const django = djangoFiles();

const table: [name: string, files: Record<string, string>, command: string, path: string, makespans: number[]][] = [
  ['FastAPI async def, await', fastapi, 'uvicorn main:app', '/async', [0.1, 0.1, 0.1, 0.1, 0.1]],
  ['FastAPI def', fastapi, 'uvicorn main:app', '/def', [0.1, 0.1, 0.2, 0.3, 0.5]],
  ['FastAPI async def, blocking', fastapi, 'uvicorn main:app', '/blocking', [0.1, 4, 4.1, 10, 20]],
  ['Django on 4 sync workers', django, 'gunicorn shop.wsgi -w 4', '/sync', [0.1, 1, 1.1, 2.5, 5]],
  ['Django on 8 threads', django, 'gunicorn shop.wsgi -k gthread --threads 8', '/sync', [0.1, 0.5, 0.6, 1.3, 2.5]],
  ['Django sync view, ASGI', django, 'uvicorn shop.asgi:application', '/sync', [0.1, 0.1, 0.1, 0.1, 0.1]],
  ['Django async view, ASGI', django, 'uvicorn shop.asgi:application', '/native', [0.1, 0.1, 0.1, 0.1, 0.1]],
  ['Django async view, blocking', django, 'uvicorn shop.asgi:application', '/blocking', [0.1, 4, 4.1, 10, 20]],
];

// One run a row: the bursts come 100 s apart, so that none meets another.
test.each(table)('%s', async (_, files, command, path, makespans) => {
  const loads = counts.map((count, index) => burst(path, count, { name: String(count), start: index * 100 }));
  const side = await run(jobOf({ command, files }, loads));
  expect(Object.entries(side.metrics.loads).map(([count, { makespan }]) => [Number(count), makespan])).toEqual(
    counts.map((count, index) => [count, makespans[index]]),
  );
  expect(side.metrics).toMatchObject({ requests: 382, completed: 382, errors: 0 });
});

test('every result follows the wait: 0.07 s in place of 0.1 s', async () => {
  const shorter = table.map(([name, , command, path, makespans]) => {
    const files = name.startsWith('FastAPI') ? fastapiFiles(0.07) : djangoFiles(0.07);
    return { command, files, path, makespan: Math.round((makespans[3] ?? 0) * 0.7 * 1e9) / 1e9 };
  });
  const sides = await Promise.all(
    shorter.map(({ command, files, path }) => run(jobOf({ command, files }, [burst(path, 100)]))),
  );
  expect(sides.map(({ metrics }) => metrics.makespan)).toEqual(shorter.map(({ makespan }) => makespan));
});
