/** Wall time of one run in a process of Node, from the moment when its engine is ready. */
import { runJob } from '../../src/lab/headless.ts';
import type { SideJob } from '../../src/lab/protocol.ts';

const app = `import time

from fastapi import FastAPI

app = FastAPI()


@app.get("/")
def wait():
    time.sleep(0.1)
    return {"ok": True}
`;

function job(requests: number): SideJob {
  return {
    side: { id: 'bench', command: 'uvicorn main:app', env: {}, files: { 'main.py': app } },
    services: [],
    loads: [
      {
        name: 'main',
        path: '/',
        method: 'GET',
        headers: {},
        body: '',
        timeout: null,
        keepalive: false,
        start: 0,
        protocol: 'http',
        arrivals: { pattern: 'burst', requests },
      },
    ],
    world: { cores: 2, seed: 1, network: 0, cpu: 'free' },
  };
}

/** Seconds from the ready engine to the outcome of so many requests to a `def` endpoint that sleeps. */
export async function secondsOfRun(requests: number): Promise<number> {
  let ready = 0;
  const outcome = await runJob(job(requests), undefined, () => {
    ready = performance.now();
  });
  const ended = performance.now();
  if (outcome.kind === 'failed' || outcome.side.stopped !== null)
    throw new Error(JSON.stringify(outcome).slice(0, 500));
  return (ended - ready) / 1000;
}
