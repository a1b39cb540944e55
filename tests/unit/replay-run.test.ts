/** A replay from the zip's files to its table, of programs that need no packages: what it lets out, to whom it listens, and what it leaves. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LoadedLab, ProgramFiles } from '../../src/lab/jobs.ts';
import type { Origin } from '../../src/lab/origin.ts';
import { newestPython } from '../fidelity/environments.ts';
import { replayOf } from '../fidelity/real.ts';

const python = await newestPython().catch(() => null);
const patient = { timeout: 60_000, interval: 50 };

/** Answers 200 where the check holds. */
const server = (check: string): string => `import os, socket, urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        try:
            ok = bool(${check})
        except Exception as error:
            print(error, flush=True)
            ok = False
        self.send_response(200 if ok else 503)
        self.send_header("Content-Length", "0")
        self.end_headers()

def note(name, text):
    """For the test to read, whole or not at all."""
    with open(os.path.join(os.environ["NOTES"], name + ".part"), "w") as file:
        file.write(str(text))
    os.rename(file.name, os.path.join(os.environ["NOTES"], name))
`;
const serve = 'ThreadingHTTPServer(("", int(os.environ.get("PORT", "8000"))), Handler).serve_forever()\n';

describe.skipIf(python === null)('a replay', () => {
  let place = '';
  beforeEach(() => {
    place = mkdtempSync(join(tmpdir(), 'replay-'));
    mkdirSync(join(place, 'temporary'));
  });
  afterEach(() => {
    rmSync(place, { recursive: true, force: true });
  });

  const note = (name: string): string => join(place, name);
  const lab = (files: ProgramFiles, more: Partial<LoadedLab['lab']> = {}): LoadedLab => ({
    name: 'made',
    lab: {
      sides: [{ id: 'app', name: 'App', directory: 'app', command: 'python app.py', env: { NOTES: place } }],
      load: { path: '/', pattern: 'burst', requests: 3 },
      ...more,
    },
    files,
  });

  async function start(loaded: LoadedLab, words: string[] = [], env: NodeJS.ProcessEnv = {}, origin: Origin = 'own') {
    const result = await replayOf(loaded, origin);
    if (result.kind === 'problems') throw new Error(JSON.stringify(result.problems));
    for (const [path, content] of Object.entries(result.files)) {
      mkdirSync(dirname(join(place, 'kit', path)), { recursive: true });
      writeFileSync(join(place, 'kit', path), content);
    }
    const child = spawn(python ?? '', [join(place, 'kit/replay.py'), '--here', ...words], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, TMPDIR: join(place, 'temporary'), ...env },
    });
    const printed = Promise.all([text(child.stdout), text(child.stderr)]);
    const ended = once(child, 'close').then(async ([code]: unknown[]) => ({ code, printed: await printed }));
    return { child, ended };
  }

  const left = (): string =>
    execFileSync('find', [join(place, 'temporary'), '-mindepth', '1'], { encoding: 'utf8' }).trim();

  test('calls services directly, whatever proxies there are, and listens to this machine alone', async () => {
    const caught: string[] = [];
    const proxy = createServer((socket) => {
      socket.on('data', (data) => caught.push(data.toString()));
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
    }).listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    const address = `http://127.0.0.1:${String((proxy.address() as AddressInfo).port)}`;
    const proxies = Object.fromEntries(
      ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'ALL_PROXY', 'all_proxy'].map((name) => [name, address]),
    );
    const here = 'self.server.socket.getsockname()[0] == "127.0.0.1"';
    const calls = `${here} and urllib.request.urlopen("http://stock:8001/").status == 200`;
    const { ended } = await start(
      lab(
        { app: { 'app.py': server(calls) + serve }, stock: { 'stock.py': server(here) + serve } },
        {
          services: [
            {
              ...{ id: 'stock', name: 'Stock', directory: 'stock', command: 'python stock.py' },
              env: { PORT: '8001', ...proxies },
            },
          ],
        },
      ),
      ['--json'],
      proxies,
    );
    const { printed } = await ended;
    proxy.close();
    const rows = (JSON.parse(printed[0]) as { runs: { requests: unknown[][] }[] }).runs[0]?.requests;
    expect(rows?.map((row) => row[6])).toEqual([200, 200, 200]);
    expect(caught).toEqual([]);
    expect(left()).toBe('');
  });

  test('ends what a step has left behind, and removes what it wrote', async () => {
    const step = `import subprocess, sys, tempfile, os
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(3600)"], start_new_session=True)
tempfile.mkdtemp()
os.mkdir("closed", 0)
with open(os.path.join(os.environ["NOTES"], "left"), "w") as file:
    file.write(str(child.pid))
`;
    const loaded = lab({ app: { 'step.py': step, 'app.py': server('True') + serve } });
    loaded.lab.sides = loaded.lab.sides.map((side) => ({ ...side, command: 'python step.py && python app.py' }));
    const { ended } = await start(loaded);
    const { code, printed } = await ended;
    expect(printed[0]).toMatch(/^made\n.*\nApp .* 0\n$/);
    expect(code).toBe(0);
    expect(() => process.kill(Number(readFileSync(note('left'), 'utf8')), 0)).toThrow('ESRCH');
    expect(left()).toBe('');
  });

  test('that is interrupted while servers answer says so and leaves nothing', async () => {
    const slow = `${server('note("asked", os.getpid()) or __import__("time").sleep(3600)')}${serve}`;
    const { child, ended } = await start(lab({ app: { 'app.py': slow } }));
    await expect.poll(() => existsSync(note('asked')), patient).toBe(true);
    const pid = Number(readFileSync(note('asked'), 'utf8'));
    process.kill(pid, 0);
    child.kill('SIGINT');
    const { code, printed } = await ended;
    expect(code).toBe(130);
    expect(printed[1]).toContain('Stopping');
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    expect(left()).toBe('');
  });

  test.each<[Origin, string]>([
    ['link', 'came with a link'],
    ['import', 'came from a file'],
  ])('of code from elsewhere (%s) runs nothing when nobody answers', async (origin, said) => {
    const app = 'import os\nopen(os.path.join(os.environ["NOTES"], "ran"), "w")\n';
    const { ended } = await start(lab({ app: { 'app.py': app } }), [], {}, origin);
    const { code, printed } = await ended;
    expect(code).toBe(3);
    expect(printed[1]).toContain(said);
    expect(existsSync(note('ran'))).toBe(false);
  });

  test('prints nothing that a terminal obeys', async () => {
    const app = 'raise SystemExit("\\x1b]0;title\\x07\\x9b2J\\u202egnp")\n';
    const { ended } = await start(lab({ app: { 'app.py': app } }), [], { PYTHONIOENCODING: 'utf-8' });
    const { code, printed } = await ended;
    expect(code).toBe(1);
    expect(printed[1]).toContain('\\x1b]0;title\\x07\\x9b2J\\u202egnp');
    expect(printed.join('')).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u);
  });
});
