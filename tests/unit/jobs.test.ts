/** From a lab to jobs: what runs beside which side, under which names, and which text no engine could take. */
import { describe, expect, test } from 'vitest';
import type { Lab, LabLoad, LabService } from '../../src/contract/lab.ts';
import type { Problem } from '../../src/contract/problem.ts';
import { programsIn, runsScript } from '../../src/lab/command-line.ts';
import { jobsOf, loadNames, loadsOf, programId, type ProgramFiles } from '../../src/lab/jobs.ts';
import type { SideJob } from '../../src/lab/protocol.ts';

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

test.each([
  [String.raw`python "a\"b \$HOME \d" 'c\d' e\ f`, [['python', 'a"b $HOME \\d', 'c\\d', 'e f']]],
  ["a'b'c&&d", [['abc'], ['d']]],
  ["python ''", [['python', '']]],
])('the words of %s', (command, words) => {
  expect(programsIn(command)).toEqual(words);
});

const load: LabLoad = { path: '/', pattern: 'burst', requests: 1 };
const sides: Lab['sides'] = ['a', 'b'].map((id) => ({ name: id, directory: `./${id}/`, command: 'uvicorn main:app' }));
const service = (directory: string, command: string, more: Partial<LabService> = {}): LabService => ({
  name: 'service',
  directory,
  command,
  ...more,
});
const resultOf = (lab: Partial<Lab>, files: ProgramFiles = {}) =>
  jobsOf({ name: 'made', lab: { sides, load, ...lab }, files });
function jobs(lab: Partial<Lab>, files?: ProgramFiles): SideJob[] {
  const made = resultOf(lab, files);
  if (made.kind === 'problems') throw new Error(made.problems.map(({ code }) => code).join());
  return made.jobs;
}

describe('beside a side', () => {
  const files = { a: { 'main.py': '1' }, stock: { 'main.py': '2' } };

  test('runs each service, on ports from 8001 on, under its own name', () => {
    const services = [
      service('stock', 'uvicorn main:app'),
      service('pay', 'gunicorn pay.wsgi', { host: 'till', port: 90 }),
    ];
    const [first, second] = jobs({ services: [...services, service('mail', 'uvicorn m:app')] }, files);
    expect(first?.services).toEqual([
      {
        id: 'stock',
        command: 'uvicorn main:app',
        env: {},
        files: { 'main.py': '2' },
        host: 'stock',
        port: 8001,
        shared: false,
      },
      { id: 'pay', command: 'gunicorn pay.wsgi', env: {}, files: {}, host: 'till', port: 90, shared: false },
      { id: 'mail', command: 'uvicorn m:app', env: {}, files: {}, host: 'mail', port: 8003, shared: false },
    ]);
    expect(second?.services).toEqual(first?.services);
  });

  test('runs a worker of its own directory, with its files, and none of another side’s', () => {
    const beside = (command: string): (string | boolean)[][] =>
      jobs({ services: [service('a', command, { id: 'one' }), service('free', 'uvicorn x:app')] }, files).map(
        ({ services }) => services.map(({ id, shared }) => `${id}${shared ? ' shared' : ''}`),
      );
    expect(beside('python worker.py')).toEqual([['one shared', 'free'], ['free']]);
    // A server in a side's directory runs beside all, at home only with its files.
    expect(beside('uvicorn other:app')).toEqual([
      ['one shared', 'free'],
      ['one', 'free'],
    ]);
    const [job] = jobs({ services: [service('a/.', 'python worker.py', { id: 'one' })] }, files);
    expect([job?.side.files, job?.services[0]?.files]).toEqual([files.a, {}]);
  });

  test('nothing runs that no lab names, and limits go with every job', () => {
    for (const job of jobs({}))
      expect(job).toMatchObject({ services: [], limits: { realSeconds: 60, events: 1_000_000 } });
  });
});

test('the id of a program is given, or the last part of its directory, or the lab’s name', () => {
  const ids = ['x/y', 'x/y/', './x', '.', './'].map((directory) => programId({ directory }, 'lab'));
  expect([...ids, programId({ id: 'given', directory: 'x' }, 'lab')]).toEqual(['y', 'y', 'x', 'lab', 'lab', 'given']);
});

test('loads without a name get one that is free, and a seed of their own', () => {
  const poisson: LabLoad = { path: '/', pattern: 'poisson', rate: 1, duration: 1 };
  const lab = { sides, load: [poisson, { ...poisson, name: 'main-2' }, poisson], world: { seed: 5 } };
  expect(loadNames(lab)).toEqual(['main', 'main-2', 'main-3']);
  expect(loadNames({ ...lab, load: [poisson, { ...poisson, name: 'main' }] })).toEqual(['main-2', 'main']);
  expect(loadsOf(lab).map(({ name, arrivals }) => [name, 'seed' in arrivals && arrivals.seed])).toEqual([
    ['main', 5],
    ['main-2', 6],
    ['main-3', 7],
  ]);
});

describe('half a character', () => {
  const half = '\ud83d';
  const found = 'U+D83D';

  test.each<[string, Partial<Lab>, ProgramFiles, Problem[]]>([
    [
      'in a command that all sides share',
      { services: [service('stock', `uvicorn ${half}`)] },
      {},
      [{ code: 'text-broken', values: { key: 'command', found }, side: 'stock' }],
    ],
    [
      'in the environment',
      { services: [service('stock', 'uvicorn x:y', { env: { GOOD: 'x', BAD: half } })] },
      {},
      [{ code: 'text-broken', values: { key: 'env.BAD', found }, side: 'stock' }],
    ],
    [
      'in a file, by its line',
      {},
      { a: { 'main.py': 'one\ntwo\n\udfff\nfour', 'good.py': '😀' } },
      [{ code: 'text-broken', values: { key: 'main.py', found: 'U+DFFF' }, side: 'a', file: 'main.py', line: 3 }],
    ],
    [
      'in the name of a file',
      {},
      { b: { [`${half}.py`]: '' } },
      [{ code: 'text-broken', values: { key: '\ufffd.py', found }, side: 'b' }],
    ],
    [
      'in a load',
      { load: [load, { ...load, body: half, headers: { A: 'b', C: half } }] },
      {},
      [
        { code: 'text-broken', values: { key: 'load.1.body', found } },
        { code: 'text-broken', values: { key: 'load.1.headers', found } },
      ],
    ],
  ])('%s is told once', (_, lab, files, problems) => {
    expect(resultOf(lab, files)).toEqual({ kind: 'problems', problems });
  });
});
