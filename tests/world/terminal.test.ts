/** The whole command: labs that run beside such that do not, and labs whose code and names speak to the terminal. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { program } from './programs.ts';

/** Written as Python and YAML spell it. */
const spoken = String.raw`\x1b]0;title\x07\x9b2J\u202egnp`;
const app = 'async def app(scope, receive, send):\n    raise SystemExit\n';
let root = '';

function put(directory: string, main: string, name: string): void {
  const lab = `sides: [{ id: a, name: "${name}", directory: a, command: uvicorn main:app }]
load: { path: /, pattern: burst, requests: 1 }
`;
  for (const [file, content] of Object.entries({ 'lab.yaml': lab, 'a/main.py': main })) {
    const place = join(root, directory, file);
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, content);
  }
}

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'terminal-'));
  put('named', app, spoken.replace(String.raw`\x07`, String.raw`\a`));
  put('raises', `raise RuntimeError("${spoken}\\n${spoken}")\n`, 'A');
  put('leaves', `raise SystemExit("${spoken}")\n`, 'A');
  symlinkSync('circle', join(root, 'circle'));
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

function lab(...words: string[]) {
  return spawnSync(process.execPath, ['--import', './src/build/node-version.mjs', 'src/cli/cli.ts', ...words], {
    encoding: 'utf8',
    env: { ...process.env, INIT_CWD: root, LC_ALL: 'en_US.UTF-8' },
  });
}

test('a lab that runs is printed, whatever stands beside it', () => {
  const good = resolve('content/labs/event-loop');
  const { status, stdout, stderr } = lab('circle', good, 'raises', 'nowhere');
  expect(status).toBe(1);
  const runs = stdout.trimEnd().split('\n');
  expect(runs.map((line) => (JSON.parse(line) as { lab: string }).lab)).toEqual(['event-loop']);
  for (const name of ['circle', 'raises', 'nowhere']) expect(stderr).toMatch(new RegExp(`^${name}: `, 'm'));
});

test.each([[[]], [['--pretty']]])('nothing that labs say reaches the terminal but as text, with %j', (options) => {
  const { stdout, stderr } = lab('named', 'raises', 'leaves', ...options);
  for (const text of [stdout, stderr]) {
    expect(text).not.toMatch(/[^\P{Cc}\n\t]|\p{Cf}/u);
    expect(text).toContain(String.raw`\u202egnp`);
  }
  expect(stderr).toContain(spoken);
  if (options.length === 0) {
    const { sides } = JSON.parse(stdout) as { sides: { name: string }[] };
    expect(sides[0]?.name).toBe('\x1b]0;title\x07\x9b2J\u202egnp');
  }
});

/** A lab whose change makes false what is expected of it as written. */
function putExpecting(directory: string): void {
  put(directory, program('answers_later', { WAIT: 0.5 }), 'A');
  const lab = readFileSync(join(root, directory, 'lab.yaml'), 'utf8');
  writeFileSync(join(root, directory, 'lab.yaml'), `${lab}expect: [a.makespan < 1, a.errors == 0]\n`);
  const page = `question: { en: a, zh-cn: b }
open: { a: main.py }
changes: [{ id: slow, name: { en: a, zh-cn: b }, overlay: slow, expect: [a.makespan < 1, a.p50 > a.p99 + 1] }]
`;
  writeFileSync(join(root, directory, 'page.yaml'), page);
  mkdirSync(join(root, directory, 'slow/a'), { recursive: true });
  writeFileSync(join(root, directory, 'slow/a/main.py'), program('answers_later', { WAIT: 2 }));
}

test('what is expected is judged with its numbers, and what does not hold is a failure', () => {
  putExpecting('expecting');
  const asWritten = lab('expecting', '--check');
  expect(asWritten.stdout).toBe(`expecting: holds: a.makespan < 1 (left 0.5, right 1)
expecting: holds: a.errors == 0 (left 0, right 0)
`);
  expect(asWritten.status).toBe(0);

  const all = lab('--check', '--changes', 'expecting');
  expect(all.stdout).toBe(`${asWritten.stdout}expecting (slow): does not hold: a.makespan < 1 (left 2, right 1)
expecting (slow): does not hold: a.p50 > a.p99 + 1 (left 2, right 3)
`);
  expect(all.status).toBe(1);

  const changed = lab('--change', 'slow', 'expecting');
  const run = JSON.parse(changed.stdout) as { sides: { metrics: { makespan: number } }[] };
  expect(run.sides[0]?.metrics.makespan).toBe(2);
  expect(changed.status).toBe(0);
});
