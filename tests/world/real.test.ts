/** What runs in the world is what was published: the code of a running interpreter against the wheels' own files, compiled anew. */
import { readdirSync, readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { burst, jobOf, program } from './programs.ts';
import { run } from './run.ts';

/** Whole files: every function of each is compared. */
const sources = [
  'uvicorn/server.py',
  'uvicorn/protocols/http/h11_impl.py',
  'gunicorn/arbiter.py',
  'gunicorn/workers/base.py',
  'gunicorn/workers/sync.py',
  'gunicorn/workers/gthread.py',
  'anyio/_backends/_asyncio.py',
  'asgiref/sync.py',
  'starlette/routing.py',
  'starlette/concurrency.py',
  'fastapi/routing.py',
  'django/core/handlers/base.py',
  'django/core/handlers/asgi.py',
  'django/core/handlers/wsgi.py',
];

function fromWheels(): Record<string, string> {
  const files: Record<string, string> = {};
  for (const name of readdirSync('.cache/wheels').filter((file) => file.endsWith('.whl'))) {
    const wheel = unzipSync(new Uint8Array(readFileSync(`.cache/wheels/${name}`)), {
      filter: (file) => sources.includes(file.name),
    });
    for (const [path, bytes] of Object.entries(wheel)) files[`wheels/${path}.txt`] = new TextDecoder().decode(bytes);
  }
  return files;
}

test('the servers and frameworks run unmodified', async () => {
  const files = { 'main.py': program('compares_code', { SOURCES: sources }), ...fromWheels() };
  expect(Object.keys(files)).toHaveLength(sources.length + 1);
  const side = await run(jobOf({ command: 'uvicorn main:app', files }, [burst('/', 1)]));
  const compared = [...(side.output['0'] ?? '').matchAll(/compared (\S+) (\d+) (.*)/g)];
  expect(compared.map(([, path, , differing]) => [path, differing])).toEqual(sources.map((path) => [path, '[]']));
  for (const [, , count] of compared) expect(Number(count)).toBeGreaterThan(1);
});
