/** What runs in the world is what was published: the code of a running interpreter against the wheels' own files, compiled anew. */
import { readdirSync, readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { burst, jobOf } from './programs.ts';
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

const app = `import importlib
import types
from pathlib import Path

import django
import fastapi
import gunicorn
from django.conf import settings
from fastapi import FastAPI

settings.configure()
app = FastAPI()
SOURCES = ${JSON.stringify(sources)}


def compiled(code, found):
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            found[constant.co_qualname, constant.co_firstlineno] = constant
            compiled(constant, found)
    return found


def same(one, other):
    if (one.co_code, one.co_names, one.co_varnames, one.co_flags) != (other.co_code, other.co_names, other.co_varnames, other.co_flags):
        return False
    pairs = list(zip(one.co_consts, other.co_consts, strict=True))
    return all(same(a, b) if isinstance(a, types.CodeType) else repr(a) == repr(b) for a, b in pairs)


def running(holder, path, found, seen):
    for value in list(vars(holder).values()):
        value = getattr(value, "__func__", getattr(value, "fget", value))
        code = getattr(value, "__code__", None)
        if code is not None and code.co_filename.endswith(path):
            found[code.co_qualname, code.co_firstlineno] = code
        if isinstance(value, type) and value not in seen:
            seen.add(value)
            running(value, path, found, seen)
    return found


@app.get("/")
def compare():
    for path in SOURCES:
        source = Path("wheels", path + ".txt").read_text()
        expected = compiled(compile(source, path, "exec", dont_inherit=True), {})
        live = running(importlib.import_module(path[:-3].replace("/", ".")), path, {}, set())
        differing = [name for name, code in live.items() if name not in expected or not same(code, expected[name])]
        print("compared", path, len(live), differing)
`;

test('the servers and frameworks run unmodified', async () => {
  const files = { 'main.py': app, ...fromWheels() };
  expect(Object.keys(files)).toHaveLength(sources.length + 1);
  const side = await run(jobOf({ command: 'uvicorn main:app', files }, [burst('/', 1)]));
  const compared = [...(side.output['0'] ?? '').matchAll(/compared (\S+) (\d+) (.*)/g)];
  expect(compared.map(([, path, , differing]) => [path, differing])).toEqual(sources.map((path) => [path, '[]']));
  for (const [, , count] of compared) expect(Number(count)).toBeGreaterThan(1);
});
