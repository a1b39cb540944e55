/** One server calls another by its host name, with the standard library's own clients, as it would between containers. */
import { expect, test } from 'vitest';
import { burst, jobOf } from './programs.ts';
import { run } from './run.ts';

const stock = `import asyncio

from fastapi import FastAPI

app = FastAPI()


@app.get("/stock/{item}")
async def stock(item: str):
    await asyncio.sleep(0.1)
    return {"item": item, "left": 3}
`;

const shop = `import asyncio
import http.client
import json
import socket
import urllib.request

from fastapi import FastAPI

app = FastAPI()


@app.get("/sync")
def with_http_client():
    connection = http.client.HTTPConnection("stock", 8001, timeout=5)
    try:
        connection.request("GET", "/stock/tea")
        return json.loads(connection.getresponse().read())
    finally:
        connection.close()


@app.get("/plain")
def with_a_socket():
    with socket.create_connection(("stock", 8001)) as connection:
        connection.sendall(b"GET /stock/tea HTTP/1.1\\r\\nHost: stock\\r\\nConnection: close\\r\\n\\r\\n")
        with connection.makefile("rb") as answer:
            return json.loads(answer.read().partition(b"\\r\\n\\r\\n")[2])


@app.get("/async")
async def with_streams():
    reader, writer = await asyncio.open_connection("stock", 8001)
    writer.write(b"GET /stock/tea HTTP/1.1\\r\\nHost: stock\\r\\nConnection: close\\r\\n\\r\\n")
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return json.loads(answer.partition(b"\\r\\n\\r\\n")[2])


@app.get("/nobody")
def without_a_name():
    try:
        urllib.request.urlopen("http://nobody:8001/")
    except OSError as error:
        print("nobody:", error.reason, flush=True)
    try:
        socket.create_connection(("stock", 8002))
    except ConnectionRefusedError:
        print("refused", flush=True)
`;

const service = {
  id: 'stock',
  host: 'stock',
  port: 8001,
  shared: false,
  command: 'uvicorn main:app',
  env: {},
  files: { 'main.py': stock },
};

test('a handler waits for another service, in a thread or on the loop', async () => {
  const loads = ['/sync', '/plain', '/async'].map((path, index) =>
    burst(path, 41, { name: path.slice(1), start: index * 10 }),
  );
  const job = jobOf({ command: 'uvicorn main:app', files: { 'main.py': shop } }, [
    ...loads,
    burst('/nobody', 1, { name: 'nobody', start: 40 }),
  ]);
  const side = await run({ ...job, services: [service] });
  expect(side.metrics).toMatchObject({ completed: 124, errors: 0 });
  expect(side.requests.every(({ status }) => status === 200)).toBe(true);
  // AnyIO's 40 threads make the 41st blocking call wait; coroutines wait together.
  const makespans = Object.entries(side.metrics.loads).map(([name, { makespan }]) => [name, makespan]);
  expect(makespans.slice(0, 3)).toEqual([
    ['sync', 0.2],
    ['plain', 0.2],
    ['async', 0.1],
  ]);
  expect(side.output['1'] ?? side.output['0']).toMatch(/nobody: .*\nrefused/);
});
