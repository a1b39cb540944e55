/** A run before all others: what every run needs of Python, of a server, of threads and of watching them, once, and nothing of any lab. */
import { runLimits } from '../../contract/limits.ts';
import type { SideJob } from '../protocol.ts';

const program = `import asyncio
import time


async def app(scope, receive, send):
    assert scope["type"] == "http"
    await asyncio.to_thread(time.sleep, 0.1)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})
`;

/** As many as a lab sends, for the browser to take notice. */
const requests = 100;

/** For an engine with any packs. */
export const rehearsal: SideJob = {
  side: { id: 'rehearsal', command: 'uvicorn rehearsal:app', env: {}, files: { 'rehearsal.py': program } },
  services: [],
  loads: [
    {
      name: 'load',
      method: 'GET',
      path: '/',
      headers: {},
      body: '',
      timeout: null,
      keepalive: false,
      start: 0,
      protocol: 'http',
      sending: { kind: 'open', instants: Array.from({ length: requests }, () => 0) },
    },
  ],
  world: { cores: 2, seed: 1, network: 0, cpu: 'free' },
  limits: { realSeconds: runLimits.realSeconds, events: runLimits.events },
};
