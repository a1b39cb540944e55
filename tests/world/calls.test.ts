/** What services are asked is counted where they are asked: nothing that anybody prints, silences or leaves changes it. */
import { expect, test } from 'vitest';
import type { ServiceProgram } from '../../src/lab/protocol.ts';
import { burst, djangoFiles, jobOf } from './programs.ts';
import { run } from './run.ts';

const fastapi = `import asyncio

from fastapi import FastAPI, HTTPException

app = FastAPI()


@app.get("/sync")
async def ask():
    await asyncio.sleep(0.1)
    return {"ok": True}


@app.get("/none")
async def none():
    raise HTTPException(404)
`;

const asking = (path: string, around = '', timeout = '1') => ({
  'main.py': `import logging

import httpx
from fastapi import FastAPI

app = FastAPI()
${around}

@app.get("/")
async def go():
    async with httpx.AsyncClient(timeout=${timeout}) as client:
        for _ in range(2):
            try:
                await client.get("http://stock:9001${path}")
            except httpx.TimeoutException:
                pass
    return {"ok": True}
`,
});

const servers: [string, Pick<ServiceProgram, 'command' | 'files'>][] = [
  ['uvicorn', { command: 'uvicorn main:app', files: { 'main.py': fastapi } }],
  ['two workers of uvicorn', { command: 'uvicorn main:app --workers 2', files: { 'main.py': fastapi } }],
  ['gunicorn, sync', { command: 'gunicorn shop.wsgi', files: djangoFiles() }],
  ['gunicorn, threads', { command: 'gunicorn shop.wsgi --threads 4', files: djangoFiles() }],
  ['gunicorn with uvicorn', { command: 'gunicorn shop.asgi -k uvicorn_worker.UvicornWorker', files: djangoFiles() }],
];

const stock = (program: Pick<ServiceProgram, 'command' | 'files'>): ServiceProgram => ({
  id: 'stock',
  host: 'stock',
  port: 9001,
  env: {},
  shared: false,
  ...program,
});

async function callsOf(program: Pick<ServiceProgram, 'command' | 'files'>, files: Record<string, string>) {
  const job = jobOf({ command: 'uvicorn main:app', files }, [burst('/', 5)]);
  const { calls } = await run({ ...job, services: [stock(program)] });
  return calls;
}

test.each(servers)('calls are counted under %s, also where nothing is logged', async (_, program) => {
  expect(await callsOf(program, asking('/sync'))).toEqual({ stock: { asked: 10, answered: 10 } });
  const silent = asking('/sync', 'logging.disable(logging.CRITICAL)\n');
  expect(await callsOf(program, silent)).toEqual({ stock: { asked: 10, answered: 10 } });
});

const uvicorn = { command: 'uvicorn main:app', files: { 'main.py': fastapi } };

test('a line that looks like a call is none', async () => {
  const fake = `print('INFO:     127.0.0.1:1 - "GET /sync HTTP/1.1" 200 OK\\n' * 50, flush=True)\n`;
  const program = { ...uvicorn, files: { 'main.py': fastapi + fake } };
  expect(await callsOf(program, asking('/sync', fake))).toEqual({ stock: { asked: 10, answered: 10 } });
});

test('an error is no answer, and whoever does not wait for the answer has asked', async () => {
  expect(await callsOf(uvicorn, asking('/none'))).toEqual({ stock: { asked: 10, answered: 0 } });
  expect(await callsOf(uvicorn, asking('/sync', '', '0.05'))).toEqual({ stock: { asked: 10, answered: 0 } });
});

test('what is asked before time 0 is asked for nobody', async () => {
  const early = `

@app.on_event("startup")
async def ahead():
    async with httpx.AsyncClient() as client:
        for _ in range(7):
            await client.get("http://stock:9001/sync")

`;
  expect(await callsOf(uvicorn, asking('/sync', early))).toEqual({ stock: { asked: 10, answered: 10 } });
});

test('a service that nobody asks has 0, and a program that serves by itself is not watched', async () => {
  const quiet = { 'main.py': 'from fastapi import FastAPI\n\napp = FastAPI()\n' };
  expect(await callsOf(uvicorn, quiet)).toEqual({ stock: { asked: 0, answered: 0 } });
  const worker = { command: 'python worker.py', files: { 'worker.py': 'import time\n\ntime.sleep(1000)\n' } };
  expect(await callsOf(worker, quiet)).toEqual({});
});
