/** Programs that print here what they print on Linux, where CPython and its library know of no other world. */
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { runInTurn } from '../../src/lab/node/headless.ts';
import { burst, jobOf, program } from './programs.ts';
import { run } from './run.ts';

const directory = new URL('programs/life/', import.meta.url);
const names = readdirSync(directory).flatMap((file) => (file.endsWith('.py') ? [file.slice(0, -'.py'.length)] : []));

/** What `programs/life/NAME.py` prints as a program of its own, before any server starts. */
async function printed(name: string): Promise<string> {
  const files = { 'program.py': program(`life/${name}`), 'idle.py': program('idle') };
  const command = 'python program.py && uvicorn idle:app --lifespan off';
  const outcome = await runInTurn(jobOf({ command, files }, [burst('/', 1)]));
  if (outcome.kind === 'failed') throw new Error(JSON.stringify(outcome, null, 1));
  return outcome.side.output['start'] ?? '';
}

describe.concurrent('as on Linux', () => {
  test.each(names)('%s', async (name) => {
    expect(await printed(name)).toBe(readFileSync(new URL(`${name}.txt`, directory), 'utf8'));
  });
});

test('a request that nests too deep is answered 500, and the others are answered', async () => {
  const loads = [
    burst('/deep/100', 2),
    burst('/deep/200000', 2, { name: 'deep' }),
    burst('/deep/100', 1, { name: 'again', start: 1 }),
  ];
  const side = await run(jobOf({ command: 'uvicorn main:app', files: { 'main.py': program('reads_json') } }, loads));
  expect(side.requests.map(({ status }) => status)).toEqual([200, 200, 500, 500, 200]);
  expect(side.output['0']).toContain('RecursionError: Stack overflow');
});
