/** Labs on disk: good ones are read whole, bad ones are refused by file, key and line. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { problemText } from '../../src/contract/problem-text.ts';
import { applyChange } from '../../src/lab/change.ts';
import { choicesOf } from '../../src/lab/choices.ts';
import { jobsOf, loadNames } from '../../src/lab/jobs.ts';
import { loadLab } from '../../src/lab/node/load-lab.ts';
import { sendingOf } from '../../src/lab/arrivals.ts';
import { loadWith } from '../../src/lab/rules.ts';

let root = '';

beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'lab-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function write(files: Record<string, string | Buffer>): void {
  for (const [name, content] of Object.entries(files)) {
    const place = path.join(root, name);
    mkdirSync(path.dirname(place), { recursive: true });
    writeFileSync(place, content);
  }
}

const good = `sides:
  - { id: fastapi, name: FastAPI, directory: fastapi, command: "uvicorn main:app" }
  - { name: { en: Django, zh-cn: Django }, directory: ./servers/django, command: "gunicorn shop.wsgi" }
load:
  - { path: /orders, pattern: burst, requests: 100 }
  - { name: main-2, path: /health, pattern: constant, rate: 2, duration: 3, timeout: 1 }
  - { path: /orders, pattern: poisson, rate: 2, duration: 3 }
`;

const files = { 'fastapi/main.py': 'app = 1\n', 'servers/django/shop/wsgi.py': 'x = "é"\n' };

function problems(lab: string, more: Record<string, string> = files) {
  write({ 'lab.yaml': lab, ...more });
  const result = loadLab(root);
  return result.kind === 'problems' ? result.problems : [];
}

function loaded(lab = good, more: Record<string, string | Buffer> = files) {
  write({ 'lab.yaml': lab, ...more });
  const result = loadLab(root);
  if (result.kind !== 'lab') throw new Error(JSON.stringify(result.problems));
  return result;
}

describe('a good lab', () => {
  test('is read with the files of each side, and every default is filled in', () => {
    const { lab } = loaded();
    const jobs = jobsOf(lab);
    expect(jobs.kind).toBe('jobs');
    if (jobs.kind !== 'jobs') return;
    const [fastapi, django] = jobs.jobs;
    expect(fastapi?.side).toEqual({
      id: 'fastapi',
      command: 'uvicorn main:app',
      env: {},
      files: { 'main.py': 'app = 1\n' },
    });
    expect(django?.side).toMatchObject({ id: 'django', files: { 'shop/wsgi.py': 'x = "é"\n' } });
    expect(django?.world).toEqual({ cores: 2, seed: 1, network: 0, cpu: 'free' });
    expect(django?.loads.map(({ name }) => name)).toEqual(['main', 'main-2', 'main-3']);
    expect(django?.loads[0]).toEqual({
      name: 'main',
      path: '/orders',
      method: 'GET',
      headers: {},
      body: '',
      timeout: null,
      keepalive: false,
      start: 0,
      protocol: 'http',
      sending: sendingOf({ pattern: 'burst', requests: 100 }),
    });
    // A seed of its own: the world's is 1, and it is the third.
    expect(django?.loads[2]?.sending).toEqual(sendingOf({ pattern: 'poisson', rate: 2, duration: 3, seed: 3 }));
  });

  test('files that are no text, caches and byte code are left out', () => {
    const { lab } = loaded(good, {
      ...files,
      'fastapi/db.sqlite3': Buffer.from([0xff, 0xfe, 0x00]),
      'fastapi/__pycache__/main.pyc': 'x',
      'fastapi/.venv/lib.py': 'x',
      'fastapi/data/orders.json': '[]',
    });
    expect(Object.keys(lab.files['fastapi'] ?? {})).toEqual(['data/orders.json', 'main.py']);
  });

  test('a link inside the lab is followed', () => {
    loaded();
    symlinkSync('main.py', path.join(root, 'fastapi/app.py'));
    const { lab } = loaded();
    expect(lab.files['fastapi']?.['app.py']).toBe('app = 1\n');
  });

  test('a side may lie in the lab’s own directory and then has its name', () => {
    const { lab } = loaded(
      'sides: [{ name: A, directory: ., command: uvicorn main:app }]\nload: { path: /, pattern: burst, requests: 1 }\n',
      { 'main.py': '' },
    );
    expect(Object.keys(lab.files)).toEqual([path.basename(root)]);
  });

  test('services come with each side', () => {
    const services =
      'services: [{ id: stock, name: Stock, directory: fastapi, command: uvicorn main:app, port: 9000 }]\n';
    const jobs = jobsOf(loaded(good + services).lab);
    expect(
      jobs.kind === 'jobs' && jobs.jobs.map((job) => job.services.map(({ id, host, port }) => [id, host, port])),
    ).toEqual([[['stock', 'stock', 9000]], [['stock', 'stock', 9000]]]);
  });

  test('a worker in the directory of a side belongs to that side', () => {
    const services = `services:
  - { id: stock, name: Stock, directory: fastapi, command: "python seed.py && uvicorn stock:app" }
  - { id: worker, name: Worker, directory: servers/django/, command: "python manage.py check && python manage.py work" }
  - { id: mail, name: Mail, directory: mail, command: python -u mail.py }
`;
    const jobs = jobsOf(loaded(good + services, { ...files, 'mail/mail.py': 'x = 1\n' }).lab);
    if (jobs.kind !== 'jobs') throw new Error('no jobs');
    const found = jobs.jobs.map((job) => job.services.map((one) => [one.id, one.shared, Object.keys(one.files)]));
    expect(found).toEqual([
      [
        ['stock', true, []],
        ['mail', false, ['mail.py']],
      ],
      [
        ['stock', false, ['main.py']],
        ['worker', true, []],
        ['mail', false, ['mail.py']],
      ],
    ]);
  });

  test('a change replaces load, commands and files', () => {
    const page = `question: { en: Why?, zh-cn: 为什么？ }
open: { fastapi: main.py, django: shop/wsgi.py }
changes:
  - id: faster
    name: { en: Faster, zh-cn: 更快 }
    load: { name: main-2, pattern: burst, requests: 5 }
    world: { cores: 8 }
    commands: { django: gunicorn shop.wsgi -w 8 }
    overlay: solution
`;
    const {
      lab,
      page: read,
      overlays,
    } = loaded(good, {
      ...files,
      'page.yaml': page,
      'solution/fastapi/main.py': 'app = 2\n',
      'solution/fastapi/new.py': '',
    });
    const [change] = read?.changes ?? [];
    if (!change) throw new Error('no change');
    const changed = applyChange(lab, change, overlays[change.id]);
    expect(changed.files['fastapi']).toEqual({ 'main.py': 'app = 2\n', 'new.py': '' });
    expect(changed.files['django']).toEqual(lab.files['django']);
    expect(changed.lab.sides.map(({ command }) => command)).toEqual(['uvicorn main:app', 'gunicorn shop.wsgi -w 8']);
    const jobs = jobsOf(changed);
    expect(jobs.kind === 'jobs' && jobs.jobs[0]?.loads.map(({ name, sending }) => [name, sending])).toEqual([
      ['main', sendingOf({ pattern: 'burst', requests: 100 })],
      ['main-2', sendingOf({ pattern: 'burst', requests: 5 })],
      ['main-3', sendingOf({ pattern: 'poisson', rate: 2, duration: 3, seed: 3 })],
    ]);
    expect(changed.lab.world?.cores).toBe(8);
  });

  test('a choice to guess has one condition or several', () => {
    const page = `question: { en: Why?, zh-cn: 为什么？ }
open: {}
predict:
  asks: { en: Who?, zh-cn: 谁？ }
  choices:
    - { id: fast, text: { en: Fast, zh-cn: 快 }, holds: fastapi.loads.main-2.p99 < 1 }
    - { id: slow, text: { en: Slow, zh-cn: 慢 }, holds: [fastapi.p99 >= 1, django.p99 >= 1] }
`;
    const { page: read } = loaded(good, { ...files, 'page.yaml': page });
    expect(choicesOf(read?.predict).map(({ id }) => id)).toEqual(['fast', 'slow']);
    expect(choicesOf('first')).toEqual([]);
  });

  test('a change is held to the same rules as the lab', () => {
    const page = `question: { en: Why?, zh-cn: 为什么？ }
open: { fastapi: main.py, django: shop/wsgi.py }
changes:
  - { id: steady, name: { en: Steady, zh-cn: 稳定 }, load: { pattern: closed } }
`;
    expect(problems(good, { ...files, 'page.yaml': page })).toMatchObject([
      { code: 'missing-key', file: 'page.yaml', line: 4, values: { pattern: 'closed' } },
    ]);
  });

  test('a change of a load that does not exist is refused', () => {
    const page = `question: { en: Why?, zh-cn: 为什么？ }
open: { fastapi: main.py, django: shop/wsgi.py }
changes: [{ id: faster, name: { en: Faster, zh-cn: 更快 }, load: { name: probe, requests: 5 } }]
`;
    expect(problems(good, { ...files, 'page.yaml': page })).toMatchObject([
      { code: 'wrong-value', file: 'page.yaml', line: 3, values: { found: 'probe', choices: 'main, main-2, main-3' } },
    ]);
  });
});

describe('a bad lab', () => {
  const load = 'load: { path: /, pattern: burst, requests: 1 }\n';
  const side = 'sides: [{ id: a, name: A, directory: fastapi, command: uvicorn main:app }]\n';
  test.each<[string, string, object]>([
    [
      'an unknown key',
      `${side}${load}wrold: {}\n`,
      {
        code: 'unknown-key',
        file: 'lab.yaml',
        line: 3,
        values: { key: 'wrold', allowed: 'sides, services, load, world, expect' },
      },
    ],
    [
      'an unknown key inside',
      `${side}load:\n  path: /\n  pattern: burst\n  requests: 1\n  rat: 1\n`,
      { code: 'unknown-key', line: 6, values: { key: 'load.rat' } },
    ],
    [
      'a missing key',
      `sides:\n  - name: A\n    directory: fastapi\n${load}`,
      { code: 'missing-key', line: 2, values: { key: 'sides[0].command', expected: 'text' } },
    ],
    [
      'a key that the pattern needs',
      `${side}load: { path: /, pattern: closed, requests: 5 }\n`,
      { code: 'missing-key', values: { key: 'load.clients', pattern: 'closed' } },
    ],
    [
      'a key that the pattern cannot use',
      `${side}load: { path: /, pattern: burst, requests: 5, rate: 1 }\n`,
      { code: 'unknown-key', values: { key: 'load.rate', allowed: 'requests' } },
    ],
    [
      'a method that opens no WebSocket',
      `${side}load: { path: /, pattern: burst, requests: 5, protocol: websocket, method: POST }\n`,
      { code: 'wrong-value', values: { key: 'load.method', expected: 'websocket-method' } },
    ],
    [
      'a WebSocket that is to be used again',
      `${side}load: { path: /, pattern: burst, requests: 5, protocol: websocket, keepalive: true }\n`,
      { code: 'wrong-value', values: { key: 'load.keepalive', expected: 'websocket-keepalive' } },
    ],
    [
      'a port for a program that chooses its own',
      `${side}${load}services: [{ name: W, id: w, directory: fastapi, command: python worker.py, port: 80 }]\n`,
      { code: 'wrong-value', values: { key: 'services[0].port', expected: 'no-port' } },
    ],
    [
      'a value of another kind',
      `${side}load: { path: /, pattern: burst, requests: many }\n`,
      { code: 'wrong-value', line: 2, values: { key: 'load.requests', expected: 'number', found: 'many' } },
    ],
    [
      'a value out of range',
      `${side}${load}world: { cores: 0 }\n`,
      { code: 'wrong-value', line: 3, values: { key: 'world.cores', expected: 'at-least', limit: 1 } },
    ],
    [
      'a pattern that there is not',
      `${side}load: { path: /, pattern: bust, requests: 5 }\n`,
      { code: 'wrong-value', values: { expected: 'one-of', choices: 'burst, constant, poisson, closed' } },
    ],
    [
      'a language that is missing',
      `sides: [{ name: { en: A }, directory: fastapi, command: uvicorn main:app }]\n${load}`,
      { code: 'missing-key', values: { key: 'sides[0].name.zh-cn' } },
    ],
    [
      'a way up',
      `sides: [{ name: A, directory: ../fastapi, command: uvicorn main:app }]\n${load}`,
      { code: 'path-outside', line: 1, values: { key: 'sides[0].directory', path: '../fastapi' } },
    ],
    [
      'an absolute directory',
      `sides: [{ name: A, directory: /etc, command: uvicorn main:app }]\n${load}`,
      { code: 'path-outside' },
    ],
    [
      'a directory that is not there',
      `sides: [{ name: A, directory: nowhere, command: uvicorn main:app }]\n${load}`,
      { code: 'directory-missing', line: 1, values: { directory: 'nowhere' } },
    ],
    ['an empty command', `sides: [{ name: A, directory: fastapi, command: " " }]\n${load}`, { code: 'command-empty' }],
    [
      'two of one name',
      `sides:\n  - { name: A, directory: fastapi, command: x }\n  - { name: B, directory: fastapi, command: x }\n${load}`,
      { code: 'duplicate-id', line: 3, values: { id: 'fastapi' } },
    ],
    [
      'an expectation of nobody',
      `${side}${load}expect:\n  - a.makespan > 0\n  - b.makespan > 0\n`,
      { code: 'wrong-value', line: 5, values: { key: 'expect[1]', expected: 'inequality', detail: 'b.makespan' } },
    ],
    [
      'a header on two lines',
      `${side}load: { path: /, pattern: burst, requests: 1, headers: { A: "b\\r\\nc" } }\n`,
      { code: 'wrong-value', values: { key: 'load.headers.A', expected: 'header' } },
    ],
    ['no YAML', 'sides: [\n', { code: 'yaml-syntax', file: 'lab.yaml' }],
    ['a key twice', `${side}${load}${load}`, { code: 'yaml-syntax', line: 3 }],
    [
      'a text for everything',
      'hello',
      {
        code: 'wrong-value',
        line: 1,
        values: { expected: 'these-keys', found: 'hello', keys: 'sides, services, load, world, expect' },
      },
    ],
    [
      'a number for a load',
      `${side}load: 5\n`,
      {
        code: 'wrong-value',
        values: { key: 'load', expected: 'keys-or-list', keys: expect.stringContaining('path, ') as string },
      },
    ],
    [
      'a number for a name',
      `sides: [{ name: 5, directory: fastapi, command: x }]\n${load}`,
      { code: 'wrong-value', values: { key: 'sides[0].name', expected: 'text-or-languages' } },
    ],
    [
      'a text for what has names of its own',
      `sides: [{ name: A, directory: fastapi, command: x, env: production }]\n${load}`,
      { code: 'wrong-value', values: { key: 'sides[0].env', expected: 'keys' } },
    ],
  ])('%s', (_, lab, expected) => {
    expect(problems(lab)[0]).toMatchObject(expected);
  });

  test('nothing there', () => {
    expect(loadLab(path.join(root, 'nowhere'))).toMatchObject({
      kind: 'problems',
      problems: [{ code: 'lab-missing' }],
    });
  });

  test('links that leave the lab', () => {
    const outside = mkdtempSync(path.join(os.tmpdir(), 'outside-'));
    writeFileSync(path.join(outside, 'secret.py'), 'x');
    loaded();
    symlinkSync(path.join(outside, 'secret.py'), path.join(root, 'fastapi/secret.py'));
    expect(loadLab(root)).toMatchObject({
      kind: 'problems',
      problems: [{ code: 'path-outside', file: 'fastapi/secret.py' }],
    });
    rmSync(path.join(root, 'fastapi'), { recursive: true });
    symlinkSync(outside, path.join(root, 'fastapi'));
    expect(loadLab(root)).toMatchObject({ kind: 'problems', problems: [{ code: 'path-outside' }] });
    rmSync(outside, { recursive: true });
  });

  test('a file too large', () => {
    expect(problems(good, { ...files, 'fastapi/big.py': 'x'.repeat(1_000_001) })[0]).toMatchObject({
      code: 'file-too-large',
      file: 'fastapi/big.py',
    });
  });

  test('too many files: their number is what is wrong, not their bytes', () => {
    const many = Object.fromEntries(Array.from({ length: 2001 }, (_, index) => [`fastapi/f${index}.py`, 'x']));
    expect(problems(good, { ...files, ...many })[0]).toEqual({
      code: 'too-many-files',
      values: { limit: 2000 },
      file: 'fastapi',
    });
  });

  test.each([
    ['load.path', 'path', '{ path: orders, pattern: burst, requests: 1 }', ''],
    ['load.clients', 'at-most', '{ path: /, pattern: closed, clients: 30000, requests: 1 }', ''],
    ['load.rate', 'at-least', '{ path: /, pattern: constant, rate: 1e-9, duration: 1 }', ''],
    ['load.duration', 'at-most', '{ path: /, pattern: constant, rate: 0.01, duration: 1e6 }', ''],
    ['load.start', 'at-most', '{ path: /, pattern: burst, requests: 1, start: 1e300 }', ''],
    ['world.network', 'at-most', '{ path: /, pattern: burst, requests: 1 }', 'world: { network: 1e300 }\n'],
    ['world.cores', 'at-most', '{ path: /, pattern: burst, requests: 1 }', 'world: { cores: 5000 }\n'],
  ])('a value that no run can have: %s', (key, expected, written, world) => {
    const [problem] = problems(`${side}load: ${written}\n${world}`);
    // What the schema itself refuses has words of its own.
    expect(problem).toMatchObject({ code: 'wrong-value', values: { key } });
    expect(problem?.values['expected']).toBe(expected);
  });

  test('half a character, which no file can store, is refused with its place', () => {
    const { lab } = loaded(`${side}${load}`);
    const broken = { ...lab, files: { a: { 'main.py': 'a = 1\nb = "\ud83d"\n' } } };
    expect(jobsOf(broken)).toEqual({
      kind: 'problems',
      problems: [
        {
          code: 'text-broken',
          values: { key: 'main.py', found: 'U+D83D' },
          side: 'a',
          file: 'main.py',
          line: 2,
        },
      ],
    });
  });

  test('more requests than a run can have', () => {
    const { lab } = loaded(`${side}load: { path: /, pattern: constant, rate: 1000, duration: 20.001 }\n`);
    expect(jobsOf(lab)).toMatchObject({
      kind: 'problems',
      problems: [{ code: 'limit-requests', values: { requests: 20_001, limit: 20_000 } }],
    });
  });

  test.each([
    ['an unknown key', 'question: { en: a, zh-cn: b }\nopen: {}\nquestoin: 1\n', 'unknown-key'],
    ['a question in no language', 'question: a\nopen: {}\n', 'wrong-value'],
    ['a file that is not there', 'question: { en: a, zh-cn: b }\nopen: { a: other.py }\n', 'wrong-value'],
    [
      'an overlay that is not there',
      'question: { en: a, zh-cn: b }\nopen: {}\nchanges: [{ id: x, name: { en: a, zh-cn: b }, overlay: solution }]\n',
      'directory-missing',
    ],
  ])('page.yaml: %s', (_, page, code) => {
    expect(problems(side + load, { ...files, 'page.yaml': page })[0]).toMatchObject({ code, file: 'page.yaml' });
  });

  const choice = (id: string, holds: string) => `{ id: ${id}, text: { en: a, zh-cn: b }, holds: ${holds} }`;
  const asking = (...choices: string[]) => `predict: { asks: { en: a, zh-cn: b }, choices: [${choices.join(', ')}] }`;
  const slow = choice('slow', 'a.makespan > 1');
  test.each<[string, string, object]>([
    [
      'nothing that there is',
      'predict: errors',
      {
        key: 'predict',
        found: 'errors',
        expected: 'one-of-or-keys',
        choices: 'makespan, first',
        keys: 'asks, choices',
      },
    ],
    ['who is first of one', 'predict: first', { key: 'predict', expected: 'more-sides' }],
    ['one choice', asking(slow), { key: 'predict.choices', expected: 'at-least-items', limit: 2 }],
    [
      'five choices',
      asking(slow, slow, slow, slow, slow),
      { key: 'predict.choices', expected: 'at-most-items', limit: 4 },
    ],
    ['two choices of one name', asking(slow, slow), { key: 'predict.choices[1].id', id: 'slow' }],
    [
      'a condition on nobody',
      asking(slow, choice('fast', 'b.makespan < 1')),
      { key: 'predict.choices[1].holds', expected: 'inequality', detail: 'b.makespan' },
    ],
    [
      'one of several conditions that is none',
      asking(slow, choice('fast', '[a.makespan < 1, a.makespan]')),
      { key: 'predict.choices[1].holds[1]', expected: 'inequality' },
    ],
    [
      'a condition of another kind',
      asking(slow, choice('fast', '3')),
      { key: 'predict.choices[1].holds', expected: 'text-or-list' },
    ],
    [
      'an unknown key',
      'predict: { asks: { en: a, zh-cn: b }, choices: [], answer: a }',
      { key: 'predict.answer', allowed: 'asks, choices' },
    ],
  ])('page.yaml asks for %s', (_, predict, values) => {
    const page = `question: { en: a, zh-cn: b }\nopen: {}\n${predict}\n`;
    const found = problems(side + load, { ...files, 'page.yaml': page });
    expect(found).toContainEqual(expect.objectContaining({ file: 'page.yaml', line: 3 }));
    expect(found.map((one) => one.values)).toContainEqual(expect.objectContaining(values));
  });
});

test('a text that stands for no language is answered with the languages', () => {
  const page = 'question: a\nopen: {}\n';
  const side = 'sides: [{ id: a, name: A, directory: fastapi, command: uvicorn main:app }]\n';
  const [problem] = problems(`${side}load: { path: /, pattern: burst, requests: 1 }\n`, {
    ...files,
    'page.yaml': page,
  });
  if (!problem) throw new Error('nothing is said');
  expect(problemText('en', problem).cause).toBe('question is a; expected a text for each of en and zh-cn.');
  expect(problemText('zh-cn', problem).cause).toBe('question 的值是 a，应为 en 与 zh-cn 各一个文本。');
});

test('names that the author gave are never taken', () => {
  const load = { path: '/', pattern: 'burst' as const, requests: 1 };
  expect(loadNames({ sides: [], load: [load, { ...load, name: 'main' }, load] })).toEqual(['main-2', 'main', 'main-3']);
});

test('a change of pattern drops what only the old one needs', () => {
  expect(
    loadWith(
      { path: '/', pattern: 'burst', requests: 100, method: 'POST' },
      { pattern: 'poisson', rate: 3, duration: 2 },
    ),
  ).toEqual({
    path: '/',
    pattern: 'poisson',
    method: 'POST',
    rate: 3,
    duration: 2,
  });
});
