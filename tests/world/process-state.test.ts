/** Processes share nothing: each thing that CPython and its libraries keep per process, with a program that changes all of them. */
import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { burst, jobOf } from './programs.ts';
import { run } from './run.ts';

type State = Record<string, unknown>;

const directory = new URL('programs/state/', import.meta.url);
const files = Object.fromEntries(
  readdirSync(directory)
    .filter((name) => name.endsWith('.py'))
    .map((name) => [name, readFileSync(new URL(name, directory), 'utf8')]),
);
/** Names as the table in programs/state/state.py has them: one test for each. */
const names = [...(files['state.py'] ?? '').matchAll(/^ {4}"(.+?)": \(/gm)].map(([, name = '']) => name);

/** Lines such as `["before", {...}]` that a program printed. */
function printed(output = ''): Record<string, State> {
  const lines = output.split('\n').filter((line) => line.startsWith('["'));
  return Object.fromEntries(lines.map((line) => JSON.parse(line) as [string, State]));
}

describe('a service that changes everything, beside a side in another directory', () => {
  let worker: Record<string, State>;
  let side: State;
  beforeAll(async () => {
    const job = jobOf({ command: 'uvicorn main:app --lifespan off', files }, [burst('/', 1, { start: 2 })]);
    const service = { id: 'worker', host: 'worker', port: 8001, shared: false, env: {}, command: 'python worker.py' };
    const result = await run({ ...job, services: [{ ...service, files }] });
    worker = printed(result.output['0']);
    side = printed(result.output['1'])['asked'] ?? {};
  });

  test.each(names)('%s', (name) => {
    const { before, after, later } = worker;
    // The program did change it, and finds it so after others ran.
    expect(after?.[name]).not.toEqual(before?.[name]);
    expect(later?.[name]).toEqual(after?.[name]);
    const own = name === 'directory' ? '/lab/side' : before?.[name];
    if (name !== 'random') expect(side[name]).toEqual(own);
    expect(side[name]).not.toEqual(after?.[name]);
  });
});

/**
 * What a fork does not copy here: modules are imported again, and handlers act on the parent's objects. gunicorn itself seeds every
 * worker anew and puts each into the directory where it was started.
 */
const notCopied = ['modules', 'signal handlers', 'MIME types', 'random', 'directory'];

describe('workers that gunicorn forks from a master that changed everything', () => {
  let master: Record<string, State>;
  let workers: Record<string, State>[];
  beforeAll(async () => {
    const loads = [
      burst('/', 8),
      burst('/change', 1, { name: 'change', start: 1 }),
      burst('/', 8, { name: 'later', start: 2 }),
    ];
    const result = await run(jobOf({ command: 'gunicorn forks:app', files }, loads));
    master = printed(result.output['master']);
    workers = ['0', '1'].map((name) => printed(result.output[name]));
  });

  test.each(names.filter((name) => !notCopied.includes(name)))('%s', (name) => {
    for (const { began } of workers) expect(began?.[name]).toEqual(master['after']?.[name]);
  });

  test('what one changes is not seen by the other', () => {
    const [untouched, ...more] = workers.filter(({ changed }) => changed === undefined);
    expect(more).toEqual([]);
    const changed = workers.find((worker) => worker !== untouched);
    for (const name of ['directory', 'umask', 'environment', 'recursion limit', 'random', 'decimal', 'level names'])
      expect(changed?.['changed']?.[name]).not.toEqual(changed?.['began']?.[name]);
    expect(untouched?.['asked']).toEqual(untouched?.['began']);
  });
});
