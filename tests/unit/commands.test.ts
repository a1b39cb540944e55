/**
 * The world reads a command line for good (src/world/servers/commands.py); before it runs, the page must know two things of it: whether it
 * is a server's, and which parts of the bundle it asks for. What both say of the same line must be the same.
 */
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { programsIn, runsScript } from '../../src/lab/command-line.ts';
import { bootFor, packsOf } from '../../src/lab/packs.ts';
import type { Program, SideJob } from '../../src/lab/protocol.ts';
import { newestPython } from '../fidelity/environments.ts';

const python = await newestPython().catch(() => null);

const program = `import json, sys
from world.servers.commands import Refused, steps
def read(line):
    try:
        return [step.words for step in steps(line)]
    except Refused:
        return None
print(json.dumps([read(line) for line in json.load(sys.stdin)]))`;

/** The words of each program of a line; null where the world refuses it. */
function inPython(lines: readonly string[]): (string[][] | null)[] {
  const env = { PYTHONPATH: 'src', PYTHONDONTWRITEBYTECODE: '1' };
  const printed = execFileSync(python ?? '', ['-c', program], { input: JSON.stringify(lines), env, encoding: 'utf8' });
  return JSON.parse(printed) as (string[][] | null)[];
}

const known = [
  'uvicorn main:app',
  'python main.py',
  'python -u main.py --port 80',
  'python -m uvicorn main:app --workers 3',
  'python3 -u -m gunicorn shop.wsgi -w 2',
  'python -m shop.worker',
  'python manage.py migrate && gunicorn shop.wsgi',
  'python manage.py migrate&&python worker.py',
  'python "a && b.py"',
  "'python' 'uvicorn'",
  'gunicorn "python"',
  String.raw`python a\ b.py`,
  'gunicorn shop.wsgi --name "x && python y.py"',
];

const word = fc.constantFrom(
  ...['python', 'python3', 'uvicorn', 'gunicorn', '-m', '-u', '&&', 'main:app', 'worker.py', 'shop.wsgi'],
  ...['"a b"', "'&&'", '"uvicorn"', String.raw`\ x`, '--workers', '3', '-w'],
);
const line = fc.tuple(fc.constantFrom('', 'python migrate.py && '), fc.array(word, { minLength: 1, maxLength: 6 }));

describe.skipIf(python === null)('a command line', () => {
  test('is one of a server, or of a program of the lab, to both', () => {
    const made = fc.sample(line, { numRuns: 3000 }).map(([before, words]) => before + words.join(' '));
    const lines = [...known, ...made];
    const read = inPython(lines);
    expect(read.slice(0, known.length)).not.toContain(null);
    const taken = lines.flatMap((text, index) => (read[index] ? [[text, read[index]] as const] : []));
    expect(taken.length).toBeGreaterThan(100);
    const differ = taken.filter(([text, steps]) => runsScript(text) !== (steps.at(-1)?.[0] === 'python'));
    expect(differ).toEqual([]);
    // Word by word, but for what the world leaves out of Python's own: `-u`, and `python -m` before a server.
    const others = taken.filter(([text, steps]) => {
      const programs = programsIn(text);
      const ends = programs.map((words, index) => words.slice(words.length + 1 - (steps[index]?.length ?? 0)));
      return JSON.stringify(ends) !== JSON.stringify(steps.map((words) => words.slice(1)));
    });
    expect(others).toEqual([]);
  });
});

const job = (command: string, files: Record<string, string> = {}): SideJob => {
  const side: Program = { id: 'a', command, env: {}, files };
  return {
    side,
    services: [],
    loads: [],
    world: { cores: 2, seed: 1, network: 0, cpu: 'free' },
    limits: { realSeconds: 60, events: 1 },
  };
};

test.each([
  'gunicorn shop.wsgi',
  '"gunicorn" shop.wsgi',
  "python -m 'gunicorn' shop.wsgi",
  'python x.py&&gunicorn a:b',
])('the server of %s is part of what is loaded', (command) => {
  expect(packsOf(job(command))).toContain('gunicorn');
});

test.each([
  ['gunicorn shop.wsgi -w 4', 5],
  ["gunicorn shop.wsgi '-w4'", 5],
  ['uvicorn main:app --workers=3', 4],
  ['uvicorn main:app --workers "2"', 3],
  ['uvicorn main:app', 1],
])('an engine may prepare for the processes of %s', (command, processes) => {
  expect(bootFor('', job(command, { 'views.py': 'import django' })).processes).toBe(processes);
});
