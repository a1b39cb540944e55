/** One server calls another by its host name, with the standard library's own clients, as it would between containers. */
import { expect, test } from 'vitest';
import { burst, jobOf, program } from './programs.ts';
import { run } from './run.ts';

const stock = program('stock');

const shop = program('standard_clients');

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
