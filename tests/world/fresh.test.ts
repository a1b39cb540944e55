/** What one run leaves to the next: nothing. */
import { expect, test } from 'vitest';
import { burst, jobOf, program } from './programs.ts';
import { run } from './run.ts';

test('nothing that a run leaves behind reaches the next', async () => {
  const files = {
    'main.py': program('leaves_traces'),
  };
  // One after the other, so that the second finds the process of the first at rest.
  for (let turn = 0; turn < 2; turn += 1) {
    const side = await run(jobOf({ command: 'uvicorn main:app', files }, [burst('/', 1)]));
    expect(side.output['0']).toContain('found: [False, False, False, False]');
    expect(side.output['0']).toContain('left: True');
  }
});
