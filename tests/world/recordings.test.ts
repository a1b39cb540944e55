/** Recordings on demand: made when they are first asked for, kept while nothing changes, made anew when the lab does. */
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { engineKey, recordingKey } from '../../src/build/recordings/key.ts';
import { recorded } from '../../src/build/recordings/record.ts';
import { recordingFile } from '../../src/build/recordings/recording-file.ts';
import { jobsOf, type LoadedLab } from '../../src/lab/jobs.ts';

const title = `test/on-demand-${String(process.pid)}`;
const file = recordingFile(title);
afterAll(() => {
  rmSync(file, { force: true });
});

const labOf = (main: string): LoadedLab => ({
  name: 'made',
  lab: {
    sides: [{ id: 'a', name: 'A', directory: 'a', command: 'uvicorn main:app' }],
    load: { path: '/', pattern: 'burst', requests: 1 },
  },
  files: { a: { 'main.py': main } },
});
const waiting = (seconds: number): LoadedLab =>
  labOf(`import asyncio


async def app(scope, receive, send):
    if scope["type"] != "http":
        raise NotImplementedError
    await asyncio.sleep(${String(seconds)})
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})
`);
const ask = (lab: LoadedLab) => recorded({ title, directory: 'made', lab });

test('a run is recorded when somebody asks for it, and again only when it would be another', async () => {
  expect(existsSync(file)).toBe(false);
  // Whoever asks meanwhile waits for the same run.
  const [first, meanwhile] = await Promise.all([ask(waiting(0.5)), ask(waiting(0.5))]);
  expect(meanwhile).toBe(first);
  expect(first.sides['a']?.requests[0]?.[5]).toBe(500_000_000);
  const made = statSync(file).mtimeMs;

  expect(await ask(waiting(0.5))).toEqual(first);
  expect(statSync(file).mtimeMs).toBe(made);

  const changed = await ask(waiting(0.75));
  expect(changed.sides['a']?.requests[0]?.[5]).toBe(750_000_000);
  const jobs = jobsOf(waiting(0.75));
  if (jobs.kind === 'problems') throw new Error(JSON.stringify(jobs.problems));
  const { key } = JSON.parse(readFileSync(file, 'utf8')) as { key: string };
  expect(key).toBe(recordingKey(await engineKey(), jobs.jobs));
});

test('what cannot be run is told with its lab, and leaves nothing behind', async () => {
  rmSync(file, { force: true });
  await expect(ask(labOf('import nowhere\n'))).rejects.toThrow(`${title} could not be recorded: `);
  expect(existsSync(file)).toBe(false);
});
