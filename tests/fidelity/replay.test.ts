/** The zip that a page hands out, unpacked and run as its reader would. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LoadedLab } from '../../src/lab/jobs.ts';
import type { Origin } from '../../src/lab/origin.ts';
import { zipOf } from '../../src/replay/zip.ts';
import { readLab } from './grid.ts';
import { findPython } from './python.ts';
import { replayOf } from './real.ts';

const run = promisify(execFile);
const python = await findPython();

describe.skipIf(python === null)('a replay', () => {
  let place = '';
  beforeAll(async () => {
    place = await mkdtemp(join(tmpdir(), 'replay-'));
  });
  afterAll(async () => {
    await rm(place, { recursive: true, force: true });
  });

  async function unzip(name: string, lab: LoadedLab, origin: Origin = 'own'): Promise<string> {
    const result = await replayOf(lab, origin);
    if (result.kind === 'problems') throw new Error(JSON.stringify(result.problems));
    const directory = join(place, name);
    for (const [path, bytes] of Object.entries(unzipSync(zipOf(result.files)))) {
      await mkdir(dirname(join(directory, path)), { recursive: true });
      await writeFile(join(directory, path), bytes);
    }
    return join(directory, 'replay.py');
  }
  const withCommand = (lab: LoadedLab, command: string): LoadedLab => ({
    ...lab,
    lab: { ...lab.lab, sides: lab.lab.sides.map((side) => ({ ...side, command })) },
  });
  const failed = async (script: string, args: string[]): Promise<{ code: number | null; text: string }> => {
    const running = run(python ?? '', [script, ...args]);
    running.child.stdin?.end();
    const { stdout, stderr } = await running.catch((error: unknown) => error as { stdout: string; stderr: string });
    return { code: running.child.exitCode, text: stdout + stderr };
  };

  it('prints the table of the lab, with the names that services call each other by', async () => {
    const script = await unzip('fan-out', readLab('content/labs/fan-out'));
    const { stdout } = await run(python ?? '', [script, '--here', '--side', 'fastapi']);
    expect(stdout).toMatch(/^fan-out\n\s+finished in +p50 +p95 +p99 +throughput +errors\nFastAPI .* 0\n$/);
  });

  it('never gives a command line to a shell', async () => {
    const lab = readLab('content/labs/event-loop');
    const made = join(place, 'made-by-a-shell');
    for (const command of [`uvicorn main:app; touch ${made}`, `touch ${made}`, `uvicorn main:app $(touch ${made})`]) {
      const { code, text } = await failed(await unzip('shell', withCommand(lab, command)), ['--here']);
      expect(text).toContain('is refused');
      expect(code).toBe(1);
    }
    expect(existsSync(made)).toBe(false);
  });

  it('asks before it runs code from a link, and runs none when nobody answers', async () => {
    const script = await unzip('link', readLab('content/labs/event-loop'), 'link');
    const { code, text } = await failed(script, ['--here']);
    expect(text).toContain('came with a link');
    expect(code).toBe(3);
  });

  it('ends every server when it is told to end', async () => {
    const script = await unzip('ended', readLab('content/labs/fan-out'));
    const running = run(python ?? '', [script, '--here', '--side', 'django-sync']);
    const ended = running.catch(() => undefined);
    const below = (pid: string): string[] =>
      readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
        .split(' ')
        .filter(Boolean)
        .flatMap((child) => [child, ...below(child)]);
    const family = (): string[] => below(String(running.child.pid));
    // The process that is kept, the side, and its three services.
    await expect.poll(() => family().length, { timeout: 30_000 }).toBe(5);
    const servers = family();
    running.child.kill('SIGTERM');
    await ended;
    expect(servers.filter((pid) => existsSync(`/proc/${pid}`))).toEqual([]);
  });
});
