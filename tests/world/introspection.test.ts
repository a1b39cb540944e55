/** What the observer reads of the libraries' insides is still there: one test a structure, which says whose it is and what it was. */
import { beforeAll, expect, test } from 'vitest';
import { burst, jobOf, program } from './programs.ts';
import { run } from './run.ts';

const main = program('introspection');
const checks = [...main.matchAll(/^async def check_(\w+)\(\):\n {4}"""(.*)"""$/gm)].map(
  ([, name = '', structure = '']) => [name, structure] as const,
);
let found: { results: Record<string, string>; unchecked: string[] };

beforeAll(async () => {
  const side = await run(jobOf({ command: 'uvicorn main:app', files: { 'main.py': main } }, [burst('/', 1)]));
  // A run keeps only the beginning of a body.
  const printed = /^checked (.*)$/m.exec(side.output['0'] ?? '')?.[1];
  if (printed === undefined) throw new Error(side.output['0']);
  found = JSON.parse(printed) as typeof found;
});

test.each(checks)('%s: %s', (name) => {
  expect(found.results[name]).toBe('holds');
});

test('every structure has a test', () => {
  expect(found.unchecked).toEqual([]);
  expect(Object.keys(found.results).sort()).toEqual(checks.map(([name]) => name).sort());
});
