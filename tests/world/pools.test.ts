/** Processes that programs start themselves have interpreters and cores of their own, and what they do is seen. See also life.test.ts. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { hangText } from '../../src/contract/hang-text.ts';
import { burst, djangoFiles, jobOf, program } from './programs.ts';
import { run, secondsByState } from './run.ts';

const text = readFileSync(new URL('programs/pools/main.py', import.meta.url), 'utf8');
const fastapi = { command: 'uvicorn main:app --no-access-log', files: { 'main.py': text } };
const line = (mark: string): string =>
  `main.py:${String(text.split('\n').findIndex((row) => row.endsWith(`# ${mark}`)) + 1)}`;

describe('FastAPI', () => {
  test.each([
    ['/processes', 2, 1],
    ['/processes', 1, 2],
    ['/threads', 2, 2],
  ])('four times half a second in %s of two on %d cores: %d s', async (path, cores, seconds) => {
    const side = await run(jobOf(fastapi, [burst(path, 4)], { cores }));
    expect(side.metrics.makespan).toBe(seconds);
    expect(new Set(side.requests.map(({ body }) => body)).size).toBe(path === '/processes' ? 2 : 1);
    expect(side.output['0']).toContain('both pools are shut down');
  });

  test('it is seen which process computes for a request, and who waits for one', async () => {
    const side = await run(jobOf(fastapi, [burst('/processes', 4)]));
    const on = line('handed on');
    const spans = side.spans.map(({ process, state, on, from, to }) => ({ process, state, on, from, to }));
    expect(spans).toEqual([
      { process: 1, state: 'cpu', on: `burn, ${line('computes')}`, from: 0, to: 0.5 },
      { process: 2, state: 'cpu', on: `burn, ${line('computes')}`, from: 0, to: 0.5 },
      { process: null, state: 'lock', on: `process pool, ${on}`, from: 0, to: 0.5 },
      { process: null, state: 'lock', on: `process pool, ${on}`, from: 0, to: 0.5 },
      { process: 1, state: 'cpu', on: `burn, ${line('computes')}`, from: 0.5, to: 1 },
      { process: 2, state: 'cpu', on: `burn, ${line('computes')}`, from: 0.5, to: 1 },
    ]);
    // A process that waits for something to do is idle.
    expect(side.lanes.map(({ process, request }) => [process, request])).toEqual([
      [1, 0],
      [2, 1],
      [1, 2],
      [2, 3],
    ]);
  });

  test('a job may be a function of C', async () => {
    const side = await run(jobOf(fastapi, [burst('/sleeping', 2)]));
    expect(side.metrics).toMatchObject({ completed: 2, errors: 0, makespan: 0.25 });
    expect(secondsByState(side)).toEqual({ blocking: 0.5 });
  });

  test('a process for one request', async () => {
    const side = await run(jobOf(fastapi, [burst('/child', 2)]));
    expect(side.requests.map(({ body }) => body)).toEqual(['0', '0']);
    expect(side.metrics.makespan).toBe(0.5);
  });

  test('a lock of all processes, taken twice, hangs at its lines', async () => {
    const side = await run(jobOf(fastapi, [burst('/held', 1)]));
    expect(hangText('en', side.stopped?.problem.hang ?? { waits: [], unnamed: 0 })).toBe(
      `request 1 waits for multiprocessing.Lock, ${line('waits')}, which it took itself at ${line('took')}.`,
    );
  });
});

test.each(['gunicorn shop.wsgi -w 2', 'uvicorn shop.asgi:application'])('Django: %s', async (command) => {
  const files = djangoFiles(0.1, program('pools/view'));
  const side = await run(jobOf({ command, files }, [burst('/computed', 2)], { cores: 4 }));
  expect(side.requests.map(({ body }) => body)).toEqual(['{"squares": [4, 9]}', '{"squares": [4, 9]}']);
  expect(side.stopped).toBeUndefined();
});
