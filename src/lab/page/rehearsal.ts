/** A run before all others: what every run needs of Python, of a server, of threads and of watching them, once, and nothing of any lab. */
import { jobsOf } from '../jobs.ts';
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
export function rehearsal(): SideJob {
  const made = jobsOf({
    name: 'rehearsal',
    lab: {
      sides: [{ name: 'rehearsal', directory: 'rehearsal', command: 'uvicorn rehearsal:app' }],
      load: { path: '/', pattern: 'burst', requests },
    },
    files: { rehearsal: { 'rehearsal.py': program } },
  });
  const [job] = made.kind === 'jobs' ? made.jobs : [];
  if (!job) throw new Error('the rehearsal is no lab');
  return job;
}
