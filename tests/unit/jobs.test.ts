/** From a lab to jobs: what the text of a command line tells before any Python runs. */
import { expect, test } from 'vitest';
import { runsScript } from '../../src/lab/command-line.ts';

test.each([
  ['uvicorn main:app', false],
  ['gunicorn shop.wsgi -w 2', false],
  ['python -m uvicorn main:app', false],
  ['python3 -u -m gunicorn shop.wsgi', false],
  ['python manage.py migrate && python -m uvicorn main:app', false],
  ["python 'seed.py' && uvicorn main:app", false],
  ['python worker.py', true],
  ['python3 -u worker.py', true],
  ['python -m worker', true],
  ['python -m uvicorn_like', true],
  ['python -m migrate&&python "my worker.py" "a && uvicorn b"', true],
  ['"python" worker.py', true],
  ['pythonic main.py', false],
  ['python', true],
  ['', false],
])('%j keeps a program of the lab’s own running: %s', (command, expected) => {
  expect(runsScript(command)).toBe(expected);
});
