/** Signals, and how a process ends: what Linux and CPython's documentation promise, seen from a worker's own code. */
import { expect, test } from 'vitest';
import { burst, jobOf, program } from './programs.ts';
import { run } from './run.ts';

const app = program('signals_in_time');

test('signals arrive in time, and a process waits for its threads before it ends', async () => {
  const side = await run(jobOf({ command: 'gunicorn main', files: { 'main.py': app } }, [burst('/', 1)]));
  const lines = (side.output['0'] ?? '').split('\n');
  const said = lines.filter((line) => !line.startsWith('[') && line !== '');
  expect(said).toEqual([
    'alarm 1.0',
    'slept 2.0',
    'interrupted (0.0, 0.0) 2.5',
    'released 3.0',
    "pending ['SIGUSR1'] SIGUSR1 3.0",
    'waited SIGUSR1 4.0',
    'in vain None 5.0',
    'computed 0.0 0.0 5.0',
    'thread',
    'bye',
  ]);
});

const spinning = program('profiling_timer');

test('recursion in the code of a lab computes, and is charged to its process', async () => {
  const side = await run(jobOf({ command: 'gunicorn main', files: { 'main.py': spinning } }, [burst('/', 1)]));
  expect(side.output['0']).toContain('fair True True True');
});
