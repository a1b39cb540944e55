/** Nothing that a replay has started outlives it, whoever ends it and however often: real processes, found again by their numbers. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from 'vitest';
import { findPython } from '../../src/build/python.ts';

const python = await findPython();
const replay = resolve('src/replay');
const patient = { timeout: 60_000, interval: 50 };
const keeper = `import sys; sys.path[:0] = [${JSON.stringify(replay)}]
from parts import keeper
keeper.GRACE = 0.3
texts = {"stopping": "stopping now", "left": "left: {processes}"}
sys.exit(keeper.keep([sys.executable, "tests/fixtures/replay/family.py", *sys.argv[1:]], texts))`;

interface Family {
  process: ChildProcess;
  /** Every program below the keeper. */
  pids: number[];
  place: string;
  said: Promise<string>;
}

const started: ChildProcess[] = [];
afterEach(() => {
  // Where a test has failed before its end.
  for (const child of started.splice(0)) child.kill('SIGTERM');
});

async function family(words: string[] = [], first = ''): Promise<Family> {
  const [program, ...before] = python;
  const child = spawn(program, [...before, '-c', `${first}\n${keeper}`, ...words], {
    // A process group of its own, as a shell makes it: Ctrl+C reaches all of it.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, REPLAY: replay },
  });
  started.push(child);
  const said = text(child.stderr).catch(() => 'nobody was there to read it');
  for await (const line of createInterface(child.stdout)) {
    return { process: child, said, ...(JSON.parse(line) as { pids: number[]; place: string }) };
  }
  throw new Error(await said);
}

/** Whether it runs: who has ended and was not yet asked for its status does not. */
function runs(pid: number): boolean {
  try {
    return !execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' })
      .trim()
      .startsWith('Z');
  } catch {
    return false;
  }
}

const left = ({ pids, place }: Family): unknown[] => [...pids.filter(runs), ...(existsSync(place) ? [place] : [])];

describe.skipIf(process.platform === 'win32')('a keeper', () => {
  test.each<[NodeJS.Signals[], number]>([
    [['SIGINT'], 130],
    [['SIGINT', 'SIGINT'], 130],
    [['SIGINT', 'SIGINT', 'SIGINT'], 130],
    [['SIGTERM'], 143],
    [['SIGTERM', 'SIGINT'], 143],
    [['SIGHUP'], 129],
    [['SIGHUP', 'SIGHUP', 'SIGTERM'], 129],
    [['SIGQUIT'], 131],
  ])('leaves nothing after %j, and says that it is stopping', async (signals, status) => {
    const one = await family();
    expect(left(one)).toHaveLength(one.pids.length + 1);
    const ended = once(one.process, 'exit');
    const [first, ...more] = signals;
    process.kill(-(one.process.pid ?? 0), first);
    // Each comes when the one before it has been heard, so that none is lost in the other.
    if (more.length > 0) await once(one.process.stderr ?? one.process, 'data');
    for (const signal of more) {
      try {
        process.kill(-(one.process.pid ?? 0), signal);
      } catch {
        // It has ended already.
      }
    }
    expect(await ended).toEqual([status, null]);
    expect(await one.said).toBe('stopping now\n');
    expect(left(one)).toEqual([]);
  });

  test('leaves nothing of a child that ends, and has its status', async () => {
    const one = await family(['--ends']);
    expect(await once(one.process, 'exit')).toEqual([7, null]);
    expect(left(one)).toEqual([]);
  });

  test('leaves nothing of a child that is killed', async () => {
    const one = await family(['--dies']);
    expect(await once(one.process, 'exit')).toEqual([137, null]);
    expect(left(one)).toEqual([]);
  });

  test('that is killed itself is followed by everything that it kept', async () => {
    const one = await family();
    one.process.kill('SIGKILL');
    await once(one.process, 'exit');
    await expect.poll(() => left(one), patient).toEqual([]);
  });

  test('whose terminal is gone has nobody to tell, and leaves nothing all the same', async () => {
    const one = await family();
    one.process.stdout?.destroy();
    one.process.stderr?.destroy();
    one.process.kill('SIGHUP');
    expect(await once(one.process, 'exit')).toEqual([129, null]);
    expect(left(one)).toEqual([]);
  });

  test('keeps to what the reader has turned off', async () => {
    const one = await family([], 'import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)');
    const ended = once(one.process, 'exit');
    one.process.kill('SIGHUP');
    one.process.kill('SIGTERM');
    expect(await ended).toEqual([143, null]);
    expect(left(one)).toEqual([]);
  });
});
