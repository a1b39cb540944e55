/** The whole command: labs that run beside such that do not, and labs whose code and names speak to the terminal. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

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
