/** Lab code that tries to get out of its engine, in Node; the same programs run in a browser (tests/e2e/lab-safety.spec.ts). */
import { expect, test } from 'vitest';
import { escapes, walk } from '../attacks/attacks.ts';
import { burst, jobOf, program } from './programs.ts';
import { run } from './run.ts';

async function printedBy(main: string): Promise<string> {
  // Both frameworks are loaded, so that what they hold is walked as well.
  const files = { 'main.py': main, 'unused.py': program('every_framework') };
  const side = await run(jobOf({ command: 'uvicorn main:app --lifespan off', files }, [burst('/', 1)]));
  expect(side.requests[0]?.status).toBe(200);
  return side.output['0'] ?? '';
}

test('of all objects that lab code can reach, none leads out of the interpreter', async () => {
  const { objects, ...found } = walk.read(await printedBy(walk.program));
  console.log(`walked ${String(objects)} objects in Node`);
  expect(found).toEqual({ waysOut: '[]', modules: '[]' });
  // A walk that sees little proves little: an interpreter with the frameworks has several hundred thousand.
  expect(objects).toBeGreaterThan(100_000);
});

test('every known road out is refused', async () => {
  const { tried, refused, reached } = escapes.read(await printedBy(escapes.program));
  console.log(`tried ${String(tried)} roads in Node`);
  expect(reached).toEqual([]);
  expect(refused).toHaveLength(tried);
});
