/** What services are asked is counted where they are asked: nothing that anybody prints, silences or leaves changes it. */
import { expect, test } from 'vitest';
import type { ServiceProgram } from '../../src/lab/protocol.ts';
import { burst, djangoFiles, jobOf, program } from './programs.ts';
import { run } from './run.ts';

const fastapi = program('asked');

type Constants = Parameters<typeof program>[1];
/** A side that asks twice for each request. */
const asking = (constants: Constants = {}) => ({ 'main.py': program('asking', constants) });

const servers: [string, Pick<ServiceProgram, 'command' | 'files'>][] = [
  ['uvicorn', { command: 'uvicorn main:app', files: { 'main.py': fastapi } }],
  ['two workers of uvicorn', { command: 'uvicorn main:app --workers 2', files: { 'main.py': fastapi } }],
  ['gunicorn, sync', { command: 'gunicorn shop.wsgi', files: djangoFiles() }],
  ['gunicorn, threads', { command: 'gunicorn shop.wsgi --threads 4', files: djangoFiles() }],
  ['gunicorn with uvicorn', { command: 'gunicorn shop.asgi -k uvicorn_worker.UvicornWorker', files: djangoFiles() }],
];

const stock = (served: Pick<ServiceProgram, 'command' | 'files'>): ServiceProgram => ({
  id: 'stock',
  host: 'stock',
  port: 9001,
  env: {},
  shared: false,
  ...served,
});

async function callsOf(served: Pick<ServiceProgram, 'command' | 'files'>, files: Record<string, string>) {
  const job = jobOf({ command: 'uvicorn main:app', files }, [burst('/', 5)]);
  const { calls } = await run({ ...job, services: [stock(served)] });
  return calls;
}

test.each(servers)('calls are counted under %s, also where nothing is logged', async (_, server) => {
  expect(await callsOf(server, asking())).toEqual({ stock: { asked: 10, answered: 10 } });
  expect(await callsOf(server, asking({ SILENT: true }))).toEqual({ stock: { asked: 10, answered: 10 } });
});

const uvicorn = { command: 'uvicorn main:app', files: { 'main.py': fastapi } };

test('a line that looks like a call is none', async () => {
  const fake = { SAYS: 'INFO:     127.0.0.1:1 - "GET /sync HTTP/1.1" 200 OK\n'.repeat(50) };
  const server = { ...uvicorn, files: { 'main.py': program('asked', fake) } };
  expect(await callsOf(server, asking(fake))).toEqual({ stock: { asked: 10, answered: 10 } });
});

test('an error is no answer, and whoever does not wait for the answer has asked', async () => {
  expect(await callsOf(uvicorn, asking({ PATH: '/none' }))).toEqual({ stock: { asked: 10, answered: 0 } });
  expect(await callsOf(uvicorn, asking({ TIMEOUT: 0.05 }))).toEqual({ stock: { asked: 10, answered: 0 } });
});

test('what is asked before time 0 is asked for nobody', async () => {
  expect(await callsOf(uvicorn, asking({ EARLY: 7 }))).toEqual({ stock: { asked: 10, answered: 10 } });
});

test('a service that nobody asks has 0, and a program that serves by itself is not watched', async () => {
  const quiet = { 'main.py': 'from fastapi import FastAPI\n\napp = FastAPI()\n' };
  expect(await callsOf(uvicorn, quiet)).toEqual({ stock: { asked: 0, answered: 0 } });
  const worker = { command: 'python worker.py', files: { 'worker.py': 'import time\n\ntime.sleep(1000)\n' } };
  expect(await callsOf(worker, quiet)).toEqual({});
});
