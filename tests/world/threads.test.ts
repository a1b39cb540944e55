/** How many threads a machine bears, and that one more is refused as CPython refuses it. */
import { expect, test } from 'vitest';
import { burst, jobOf, program } from './programs.ts';
import { run } from './run.ts';

const most = 10_000;

const files = {
  'main.py': program('fills_up_with_threads'),
};

const bodyOf = (text: string | null | undefined): Record<string, unknown> =>
  JSON.parse(text ?? 'null') as Record<string, unknown>;

test('five thousand threads live in a handler', async () => {
  const side = await run(jobOf({ command: 'uvicorn main:app', files }, [burst('/threads/5000', 1)]));
  expect(bodyOf(side.requests[0]?.body)).toMatchObject({ started: 5000, error: null, limbo: 0, refused: null });
});

test('past the limit a thread is refused as in life, its traces are gone, and those that end make room', async () => {
  const load = [burst('/threads/100000', 1), burst('/threads/100000', 1, { name: 'again', start: 1 })];
  const side = await run(jobOf({ command: 'uvicorn main:app', files }, load));
  const refused = "RuntimeError: can't start new thread";
  const [first, second] = side.requests.map(({ body }) => bodyOf(body));
  // The main thread and the one that serves the endpoint live too.
  expect(first).toEqual({
    before: 2,
    started: most - 2,
    full: most,
    error: refused,
    'low level': refused,
    limbo: 0,
    enumerated: most,
    refused: [false, null, true],
    'started later': true,
  });
  expect(second).toEqual(first);
});

test('threads of all processes count, their main threads among them', async () => {
  const side = await run(jobOf({ command: 'uvicorn main:app --workers 3', files }, [burst('/threads/100000', 1)]));
  const body = bodyOf(side.requests[0]?.body);
  // The supervisor and the other two workers have one thread each.
  expect(body).toMatchObject({ before: 2, started: most - 2 - 3, error: "RuntimeError: can't start new thread" });
});
