/** The command over directories that are no labs: each gets its own word, and none of them stops the others. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cli-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const good = `sides: [{ id: a, name: A, directory: a, command: uvicorn main:app }]
load: { path: /, pattern: burst, requests: 1 }
`;

function put(directory: string, files: Record<string, string | Buffer>): string {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, directory, name)), { recursive: true });
    writeFileSync(join(root, directory, name), content);
  }
  return directory;
}

function lab(...words: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', './src/build/node-version.mjs', 'src/cli/cli.ts', ...words],
    { encoding: 'utf8', env: { ...process.env, INIT_CWD: root, LC_ALL: 'en_US.UTF-8' } },
  );
  return { status, stdout, lines: stderr.split('\n').slice(0, -1) };
}

/** What can lie in the place of a lab: how it is made, and what is said of it. */
const bad: Record<string, [make: (name: string) => void, said: string]> = {
  nothing: [() => undefined, 'There is no lab.yaml'],
  empty: [(name) => mkdirSync(join(root, name)), 'There is no lab.yaml'],
  file: [(name) => put('.', { [name]: good }), 'There is no lab.yaml'],
  'loop-of-links': [(name) => symlinkSync(name, join(root, name)), 'links lead in a circle'],
  'lab-loop': [
    (name) => {
      mkdirSync(join(root, name));
      symlinkSync('lab.yaml', join(root, name, 'lab.yaml'));
    },
    'lab.yaml cannot be read: its links lead in a circle',
  ],
  'file-loop': [
    (name) => {
      put(name, { 'lab.yaml': good, 'a/main.py': '' });
      symlinkSync('x.py', join(root, name, 'a/x.py'));
    },
    'a/x.py cannot be read: its links lead in a circle',
  ],
  'alias-to-itself': [
    (name) => put(name, { 'lab.yaml': 'sides: &a [*a]\n' }),
    'an alias stands inside what it stands for',
  ],
  bomb: [
    (name) =>
      put(name, {
        'lab.yaml': Array.from('bcdefgh', (to, index) => `${to}: &${to} [${`*${'abcdefg'[index] ?? ''},`.repeat(9)}]\n`)
          .join('')
          .replace(/^/, 'a: &a x\n'),
      }),
    'aliases multiply',
  ],
  deep: [(name) => put(name, { 'lab.yaml': '['.repeat(50_000) }), 'nested too deeply'],
  'deep-expectation': [
    (name) => put(name, { 'lab.yaml': `${good}expect: ["${'('.repeat(40_000)}"]\n`, 'a/main.py': '' }),
    'lab.yaml, line 3: expect[0] is ((((',
  ],
  'huge-yaml': [(name) => put(name, { 'lab.yaml': 'x'.repeat(2_000_000) }), 'There are 2000000 bytes here'],
  'no-text': [(name) => put(name, { 'lab.yaml': Buffer.from([0xff, 0xfe]) }), 'not UTF-8'],
  'huge-file': [
    (name) => put(name, { 'lab.yaml': good, 'a/main.py': 'x'.repeat(1_000_001) }),
    'a/main.py: There are 1000001 bytes here',
  ],
  'yaml-elsewhere': [
    (name) => {
      put('elsewhere', { 'secret.yaml': 'password: hunter2\n' });
      mkdirSync(join(root, name));
      symlinkSync('../elsewhere/secret.yaml', join(root, name, 'lab.yaml'));
    },
    'lab.yaml leads out of the lab',
  ],
  'page-elsewhere': [
    (name) => {
      put('elsewhere', { 'secret.yaml': 'password: hunter2\n' });
      put(name, { 'lab.yaml': good, 'a/main.py': '' });
      symlinkSync('../elsewhere/secret.yaml', join(root, name, 'page.yaml'));
    },
    'page.yaml leads out of the lab',
  ],
  'overlay-elsewhere': [
    (name) => {
      put('elsewhere', { 'a/secret.py': 'hunter2\n' });
      const page =
        'question: { en: a, zh-cn: b }\nopen: {}\nchanges: [{ id: x, name: { en: a, zh-cn: b }, overlay: o }]\n';
      put(name, { 'lab.yaml': good, 'a/main.py': '', 'page.yaml': page });
      symlinkSync('../elsewhere', join(root, name, 'o'));
    },
    'leads out of the lab',
  ],
};

const systems: Record<string, [make: (name: string) => void, said: string]> = {
  pipe: [
    (name) => (put(name, { 'a/main.py': '' }), execFileSync('env', ['mkfifo', join(root, name, 'lab.yaml')])),
    'There is no lab.yaml',
  ],
  'name-that-is-not-UTF-8': [
    (name) => {
      put(name, { 'lab.yaml': good, 'a/main.py': '' });
      writeFileSync(Buffer.concat([Buffer.from(join(root, name, 'a/')), Buffer.from([0x66, 0xff])]), '');
    },
    'its name is not UTF-8',
  ],
};
if (process.platform === 'linux') Object.assign(bad, systems);

describe('directories that are no labs', () => {
  test('are told one by one, in order, and stop nothing', () => {
    const names = Object.keys(bad);
    for (const name of names) bad[name]?.[0](name);
    const { status, stdout, lines } = lab(...names);
    expect(status).toBe(1);
    expect(stdout).toBe('');
    expect(lines.map((line) => line.split(':')[0])).toEqual(names);
    for (const [index, name] of names.entries()) expect(lines[index]).toContain(bad[name]?.[1]);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(1_100);
    expect(lines.join('\n')).not.toContain('hunter2');
    expect(lines.join('\n')).not.toContain('secret');
  });

  test('have no name and no content that a terminal obeys', () => {
    const name = 'lab\x1b[31m\u202e';
    put(name, { 'lab.yaml': 'sides: "\\e]0;title\\a\\x9b2J\\u202E\\nnext"\n"k\\e[2J": 1\n? [ "\\e[8m" ]\n: 1\n' });
    const { status, lines } = lab(name, '\x1b[5m', '--\x1b[5m');
    expect(status).toBe(1);
    expect(lines.join('\n')).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u);
    const { lines: told } = lab(name);
    expect(told.join('\n')).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u);
    expect(told[0]).toContain(
      'lab\\x1b[31m\\u202e: lab.yaml, line 1: sides is \\x1b]0;title\\x07\\x9b2J\\u202e\\nnext',
    );
    expect(told.filter((line) => !line.startsWith('lab\\x1b'))).toEqual([]);
  });

  test('with more mistakes than help are told the first of them', () => {
    put('many', { 'lab.yaml': good + Array.from({ length: 30 }, (_, index) => `k${String(index)}: 1\n`).join('') });
    const { lines } = lab('many');
    expect(lines).toHaveLength(21);
    expect(lines[20]).toBe('many: 10 more mistakes like these are not shown.');
  });
});

describe('the words of the command', () => {
  test('are explained where they name nothing to run, or are not known', () => {
    const usage = lab();
    expect(usage).toMatchObject({ status: 1, stdout: '' });
    expect(usage.lines[0]).toBe(
      'Usage: npm run -s lab -- DIRECTORY [DIRECTORY...] [--pretty] [--check] [--change ID]... [--changes]',
    );
    expect(lab('--check')).toEqual(usage);
    expect(lab('--chekc', 'x')).toEqual({ ...usage, lines: ['Unknown option --chekc.', ...usage.lines] });
  });

  test('name a change that is there', () => {
    const page = 'question: { en: a, zh-cn: b }\nopen: {}\nchanges: [{ id: x, name: { en: a, zh-cn: b } }]\n';
    put('changing', { 'lab.yaml': good, 'a/main.py': '', 'page.yaml': page });
    put('plain', { 'lab.yaml': good, 'a/main.py': '' });
    // The lab as it is written is run without the option; no change is called so.
    for (const id of ['y', 'base']) {
      const { status, stdout, lines } = lab('--change', id, 'changing', 'plain');
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
      expect(lines).toEqual([
        `changing: There is no change ${id} here. The changes of its page.yaml: x.`,
        `plain: There is no change ${id} here. The changes of its page.yaml: –.`,
      ]);
    }
  });
});
