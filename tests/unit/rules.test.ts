/** What a lab must keep to beyond its shape, at the edge of each rule; and how many requests it asks for. */
import { describe, expect, test } from 'vitest';
import type { Lab, LabLoad } from '../../src/contract/lab.ts';
import { runLimits } from '../../src/contract/limits.ts';
import { jobsOf } from '../../src/lab/jobs.ts';
import { brokenRules, staysInside, loadWith } from '../../src/lab/rules.ts';

const side = { id: 'a', name: 'A', directory: 'a', command: 'uvicorn main:app' };
const burst = { path: '/', pattern: 'burst', requests: 1 } as const;
const closed = { path: '/', pattern: 'closed', clients: 1, requests: 1 } as const;
const constant = { path: '/', pattern: 'constant', rate: 1, duration: 1 } as const;
const labOf = (load: Lab['load'], more: Partial<Lab> = {}): Lab => ({ sides: [side], load, ...more });

/** Key and expectation of everything that is broken. */
const broken = (lab: Lab): string[] =>
  brokenRules(lab, 'lab').map(({ path, code, values }) =>
    [path.join('.'), values['expected'] ?? code, values['limit']].filter((part) => part !== undefined).join(' '),
  );
const ofLoad = (load: LabLoad): string[] => broken(labOf(load));

describe('numbers of a load', () => {
  const day = 86_400;
  test.each<[keyof LabLoad, LabLoad, number[], [number, string][]]>([
    [
      'requests',
      burst,
      [1, 1e9],
      [
        [0, 'at-least 1'],
        [-1, 'at-least 1'],
        [1.5, 'whole'],
        [NaN, 'number'],
        [Infinity, 'number'],
      ],
    ],
    [
      'clients',
      closed,
      [1, runLimits.requests],
      [
        [0, 'at-least 1'],
        [runLimits.requests + 1, `at-most ${String(runLimits.requests)}`],
        [1.5, 'whole'],
      ],
    ],
    [
      'think',
      closed,
      [0, 0.5, day],
      [
        [-0.1, 'at-least 0'],
        [day + 1, `at-most ${String(day)}`],
      ],
    ],
    ['rate', constant, [1e-6, 0.5, 1e6], [[1e-7, 'at-least 0.000001']]],
    [
      'duration',
      constant,
      [0.001, day],
      [
        [0, 'more-than 0'],
        [day + 1, `at-most ${String(day)}`],
      ],
    ],
    [
      'timeout',
      burst,
      [0.001, day],
      [
        [0, 'more-than 0'],
        [day + 1, `at-most ${String(day)}`],
      ],
    ],
    [
      'start',
      burst,
      [0, day],
      [
        [-1, 'at-least 0'],
        [day + 1, `at-most ${String(day)}`],
      ],
    ],
  ])('%s', (key, load, good, bad) => {
    for (const value of good) expect(ofLoad({ ...load, [key]: value })).toEqual([]);
    for (const [value, said] of bad) {
      // JSON has no such numbers, and links no such limits: 1e-6 is written as the limit is.
      expect(ofLoad({ ...load, [key]: value }).map((text) => text.replace('1e-6', '0.000001'))).toEqual([
        `load.${key} ${said}`,
      ]);
    }
  });
});

test('numbers of the machine', () => {
  for (const world of [{ cores: 1 }, { cores: 1024 }, { network: 0 }, { network: 86_400 }])
    expect(broken(labOf(burst, { world }))).toEqual([]);
  expect(broken(labOf(burst, { world: { cores: 0, network: -1 } }))).toEqual([
    'world.cores at-least 1',
    'world.network at-least 0',
  ]);
  expect(broken(labOf(burst, { world: { cores: 1025, network: 86_401 } }))).toEqual([
    'world.cores at-most 1024',
    'world.network at-most 86400',
  ]);
  expect(broken(labOf(burst, { world: { cores: 1.5 } }))).toEqual(['world.cores whole']);
});

describe('keys of a pattern', () => {
  test.each<[string, object, string[]]>([
    ['a burst without a number', { pattern: 'burst' }, ['load.requests for-pattern']],
    ['a constant stream without both', { pattern: 'constant' }, ['load.rate for-pattern', 'load.duration for-pattern']],
    ['a random stream without both', { pattern: 'poisson' }, ['load.rate for-pattern', 'load.duration for-pattern']],
    ['clients without both', { pattern: 'closed' }, ['load.clients for-pattern', 'load.requests for-pattern']],
    ['a seed where nothing is random', { ...burst, seed: 1 }, ['load.seed unknown-key']],
    ['a seed for a random stream', { ...constant, pattern: 'poisson', seed: 1 }, []],
    ['a pause of nobody', { ...constant, think: 1 }, ['load.think unknown-key']],
    ['clients of a burst', { ...burst, clients: 1 }, ['load.clients unknown-key']],
    ['a number of a stream', { ...constant, requests: 1 }, ['load.requests unknown-key']],
  ])('%s', (_, load, said) => {
    expect(ofLoad({ path: '/', ...load } as LabLoad)).toEqual(said);
  });

  test('a change of pattern takes along what the new one can use', () => {
    expect(loadWith({ ...closed, think: 2, timeout: 3 }, { pattern: 'burst' })).toEqual({
      path: '/',
      pattern: 'burst',
      requests: 1,
      timeout: 3,
    });
    expect(loadWith(closed, { think: 2, path: '/x' })).toEqual({ ...closed, think: 2, path: '/x' });
    expect(loadWith(closed, { path: undefined, pattern: undefined })).toEqual(closed);
    expect(Object.keys(loadWith(constant, { pattern: 'poisson' })).sort()).toEqual([
      'duration',
      'path',
      'pattern',
      'rate',
    ]);
  });
});

test.each<[string, object, string[]]>([
  ['a path with a space', { path: '/a b' }, ['load.path path']],
  ['a path with a control', { path: '/a\u0007' }, ['load.path path']],
  ['a path from nowhere', { path: 'a' }, ['load.path path']],
  ["a method of one's own", { method: 'X-Purge' }, []],
  ['a method that is none', { method: 'GET /' }, ['load.method method']],
  ['a WebSocket as it is opened', { protocol: 'websocket', method: 'GET', keepalive: false }, []],
  ['a WebSocket that is posted', { protocol: 'websocket', method: 'POST' }, ['load.method websocket-method']],
  ['a WebSocket that is kept', { protocol: 'websocket', keepalive: true }, ['load.keepalive websocket-keepalive']],
  ['a connection that is kept', { keepalive: true, method: 'POST' }, []],
  ['headers', { headers: { 'X-A': 'b', 'a!#': '' } }, []],
  ['a header with a space', { headers: { 'X A': 'b' } }, ['load.headers.X A header']],
  ['a header of two lines', { headers: { a: 'b\nc' } }, ['load.headers.a header']],
  ['a header that ends early', { headers: { a: 'b\0' } }, ['load.headers.a header']],
])('%s', (_, load, said) => {
  expect(ofLoad({ ...burst, ...load })).toEqual(said);
});

test('a path of a lab stays inside', () => {
  for (const path of ['a', 'a/b', './a', 'a.b', '..a', 'a:b/c'])
    expect(staysInside(path), path).toBe(!/^[A-Za-z]:/.test(path));
  for (const path of ['', '/a', '\\a', 'C:/a', 'c:a', '..', '../a', 'a/../b', 'a\\b', 'a\0'])
    expect(staysInside(path), path).toBe(false);
});

describe('programs', () => {
  test('have a directory inside, a command, and a name of their own', () => {
    const sides = [side, { ...side, directory: '../a' }, { ...side, id: 'b', command: ' ' }];
    const services = [
      { ...side, id: 'b', port: 80 },
      { ...side, id: 'c', command: 'python worker.py', port: 80 },
    ];
    expect(broken(labOf(burst, { sides, services })).sort()).toEqual(
      [
        'services.0 duplicate-id',
        'services.1.port no-port',
        'sides.1 duplicate-id',
        'sides.1.directory path-outside',
        'sides.2.command command-empty',
      ].sort(),
    );
  });

  test('a name may be given to one load only', () => {
    expect(broken(labOf([{ ...burst, name: 'x' }, burst, { ...burst, name: 'x' }]))).toEqual([
      'load.2.name duplicate-id',
    ]);
  });

  test('an expectation speaks of what there is', () => {
    const lab = labOf(
      { ...burst, name: 'probe' },
      { expect: ['a.makespan > 0', 'a.loads.probe.p95 < 1', 'b.makespan > 0', 'a.makespan'] },
    );
    expect(broken(lab)).toEqual(['expect.2 inequality', 'expect.3 inequality']);
  });
});

test('a rule that is broken is told by its place, what was expected and what was found', () => {
  const load = { ...burst, name: 'one', path: 'x y', method: '1GET', timeout: -1, headers: { 'a b': 'c' } };
  const services = [{ name: 'S', directory: '../a', command: 'python worker.py', port: 80 }];
  expect(brokenRules({ sides: [side], services, load: [load, load], expect: ['b.p95 > 1'] }, 'lab')).toMatchObject([
    { code: 'path-outside', path: ['services', 0, 'directory'], values: { path: '../a' } },
    { code: 'wrong-value', path: ['services', 0, 'port'], values: { expected: 'no-port', found: 80 } },
    { code: 'duplicate-id', path: ['services', 0], values: { id: 'a' } },
    ...[0, 1].flatMap((index) => [
      { code: 'wrong-value', path: ['load', index, 'path'], values: { expected: 'path', found: '"x y"' } },
      { code: 'wrong-value', path: ['load', index, 'method'], values: { expected: 'method', found: '"1GET"' } },
      {
        code: 'wrong-value',
        path: ['load', index, 'timeout'],
        values: { expected: 'more-than', limit: 0, found: '-1' },
      },
      { code: 'wrong-value', path: ['load', index, 'headers', 'a b'], values: { expected: 'header', found: 'c' } },
    ]),
    { code: 'duplicate-id', path: ['load', 1, 'name'], values: { id: 'one' } },
    {
      code: 'wrong-value',
      path: ['expect', 0],
      values: { expected: 'inequality', found: 'b.p95 > 1', detail: 'b.p95' },
    },
  ]);
});

describe('the limit of requests', () => {
  const { requests: limit } = runLimits;
  /** How many a lab is told that it asks for, or null where they are not too many. */
  const refused = (load: Lab['load']): unknown => {
    const jobs = jobsOf({ name: 'lab', lab: labOf(load), files: {} });
    return jobs.kind === 'problems' ? jobs.problems[0]?.values['requests'] : null;
  };

  test.each<[string, Lab['load'], unknown]>([
    ['a burst of so many', { ...burst, requests: limit }, null],
    ['one more', { ...burst, requests: limit + 1 }, limit + 1],
    ['clients that send so many', { ...closed, requests: limit }, null],
    ['one more of clients', { ...closed, requests: limit + 1 }, limit + 1],
    ['so many a second', { ...constant, rate: limit }, null],
    ['one that is due just before the end', { ...constant, rate: limit + 0.5 }, limit + 1],
    ['a rate that tenths cannot say exactly', { ...constant, rate: limit / 30, duration: 30 }, null],
    ['at random, as many on average', { ...constant, pattern: 'poisson', rate: limit }, null],
    ['at random, more on average', { ...constant, pattern: 'poisson', rate: limit, duration: 2 }, 2 * limit],
    ['loads that are too much together', [{ ...burst, requests: limit }, burst], limit + 1],
  ])('%s', (_, load, told) => {
    expect(refused(load)).toBe(told);
  });
});
