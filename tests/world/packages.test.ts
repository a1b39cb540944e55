/** Packages that only some labs import: clients of services, metrics, WebSockets. */
import { expect, test } from 'vitest';
import type { SideJob } from '../../src/lab/protocol.ts';
import { burst, djangoFiles, jobOf } from './programs.ts';
import { run, secondsByState } from './run.ts';

const calling = {
  'main.py': `import asyncio

import httpx
from fastapi import FastAPI

app = FastAPI()
urls = [f"http://stock:9000/{item}" for item in "abc"]
shared = httpx.AsyncClient()
small = httpx.AsyncClient(limits=httpx.Limits(max_connections=2))


@app.get("/gather")
async def gather():
    return [answer.json() for answer in await asyncio.gather(*(shared.get(url) for url in urls))]


@app.get("/sequence")
async def sequence():
    async with httpx.AsyncClient() as client:
        return [(await client.get(url)).json() for url in urls]


@app.get("/sync")
def sync():
    with httpx.Client() as client:
        return [client.get(url).json() for url in urls]


@app.get("/small")
async def few():
    return (await small.get(urls[0])).json()


@app.get("/impatient")
async def impatient():
    try:
        await shared.get(urls[0], timeout=0.05)
    except httpx.ReadTimeout as error:
        return type(error).__name__
`,
};

const withStock = (job: SideJob): SideJob => ({
  ...job,
  services: [
    {
      id: 'stock',
      host: 'stock',
      port: 9000,
      shared: false,
      command: 'uvicorn main:app',
      env: {},
      files: {
        'main.py': `import asyncio

from fastapi import FastAPI

app = FastAPI()


@app.get("/{item}")
async def stock(item: str):
    await asyncio.sleep(0.1)
    return item
`,
      },
    },
  ],
});

test.each([
  ['/gather', 10, 0.1, { await: 1 }],
  ['/sequence', 10, 0.3, { await: 3 }],
  ['/sync', 10, 0.3, { blocking: 3 }],
  ['/small', 6, 0.3, { await: 0.6, lock: 0.6 }],
  ['/impatient', 1, 0.05, { await: 0.05 }],
])('httpx: %s by %i clients takes %d s', async (path, requests, makespan, states) => {
  const side = await run(withStock(jobOf({ command: 'uvicorn main:app', files: calling }, [burst(path, requests)])));
  expect(side.metrics).toMatchObject({ makespan, errors: 0 });
  expect(secondsByState(side)).toEqual(states);
});

test('httpx2, alone and as the test client of FastAPI, speaks through sockets', async () => {
  const files = {
    'main.py': `import httpx2
from fastapi import FastAPI
from fastapi.testclient import TestClient

app = FastAPI()


@app.get("/hello")
async def hello():
    async with httpx2.AsyncClient() as client:
        return (await client.get("http://stock:9000/b")).json()


@app.get("/test")
def test():
    print(TestClient(app).get("/openapi.json").status_code)
`,
  };
  const loads = [burst('/hello', 1), burst('/test', 1, { name: 'test', start: 1 })];
  const side = await run(withStock(jobOf({ command: 'uvicorn main:app', files }, loads)));
  expect(side.metrics).toMatchObject({ completed: 2, errors: 0 });
  expect(secondsByState(side)).toEqual({ await: 0.1 });
  expect(Object.values(side.output).join('')).toMatch(/^200$/m);
});

test('both frameworks show their metrics, and each process its own', async () => {
  const printMetrics = 'lines = generate_latest().decode().splitlines()';
  const fastapi = {
    'main.py': `from fastapi import FastAPI
from prometheus_client import generate_latest
from prometheus_fastapi_instrumentator import Instrumentator

app = FastAPI()
Instrumentator().instrument(app).expose(app)


@app.get("/hello")
def hello():
    return "hello"


@app.get("/show")
def show():
    ${printMetrics}
    print(*(line for line in lines if line.startswith("http_requests_total")), sep="\\n")
`,
  };
  const django = djangoFiles(
    0.1,
    `from django.http import HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, Counter, generate_latest

calls = Counter("calls", "Calls of hello")


def hello(request):
    calls.inc()
    return HttpResponse()


def metrics(request):
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)


def show(request):
    ${printMetrics}
    print(*(line for line in lines if line.startswith("calls_total")), sep="\\n")
    return HttpResponse()
`,
    ['hello', 'metrics', 'show'],
  );
  const loads = [
    burst('/hello', 3, { name: 'hello' }),
    burst('/metrics', 1, { name: 'metrics', start: 1 }),
    burst('/show', 1, { name: 'show', start: 2 }),
  ];
  const [first, second, apart] = await Promise.all([
    run(jobOf({ command: 'uvicorn main:app', files: fastapi }, loads)),
    run(jobOf({ command: 'uvicorn shop.asgi:application', files: django }, loads)),
    run(jobOf({ command: 'gunicorn shop.wsgi -w 2', files: django }, loads)),
  ]);
  for (const { metrics } of [first, second, apart]) expect(metrics).toMatchObject({ completed: 5, errors: 0 });
  expect(first.output['0']).toContain('http_requests_total{handler="/hello",method="GET",status="2xx"} 3.0');
  expect(second.output['0']).toContain('calls_total 3.0');
  expect(Object.values(apart.output).join('')).not.toContain('calls_total 3.0');
});

test('uvicorn finds a WebSocket protocol by itself where a lab serves one', async () => {
  const files = {
    'main.py': `from fastapi import FastAPI, WebSocket
from uvicorn.protocols.websockets.auto import AutoWebSocketsProtocol

app = FastAPI()
print(AutoWebSocketsProtocol)


@app.websocket("/echo")
async def echo(socket: WebSocket):
    await socket.accept()
    await socket.send_text(await socket.receive_text())
`,
  };
  const side = await run(jobOf({ command: 'uvicorn main:app', files }, [burst('/echo', 1)]));
  expect(side.output['0']).toContain('wsproto_impl.WSProtocol');
});
