/** One real server on 127.0.0.1: started, asked, weighed, stopped. */
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

const patience = 20_000;

export interface Started {
  /** Seconds from the command to the first answer with status 200. */
  seconds: number;
  /** Bytes of memory of all its processes after that answer (PSS: what several share is divided among them). */
  memory: number;
}

/** Starts `command` in `directory`, waits for the first 200 on `/`, and stops it whatever happens. Throws when it never answers. */
export async function startOnce(bin: string, directory: string, command: string, port: number): Promise<Started> {
  const [program = '', ...args] = command.split(' ');
  const began = performance.now();
  const child = spawn(`${bin}/${program}`, args, { cwd: directory, stdio: 'ignore', detached: true });
  try {
    await firstAnswer(`http://127.0.0.1:${String(port)}/`, began);
    const seconds = (performance.now() - began) / 1000;
    return { seconds, memory: memoryOf(child.pid ?? 0) };
  } finally {
    await stop(child);
  }
}

async function firstAnswer(address: string, began: number): Promise<void> {
  while (performance.now() - began < patience) {
    const answer = await fetch(address).catch(() => null);
    if (answer?.status === 200) {
      await answer.text();
      return;
    }
    await setTimeout(2);
  }
  throw new Error(`${address} did not answer within ${String(patience / 1000)} s`);
}

/** Bytes, of a process and all that descend from it. Linux only. */
function memoryOf(root: number): number {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      parents.set(Number(name), Number(readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1]?.split(' ')[1]));
    } catch {
      // Gone in the meantime.
    }
  }
  const isOurs = (pid: number): boolean => pid === root || (pid > 1 && isOurs(parents.get(pid) ?? 0));
  let sum = 0;
  for (const pid of parents.keys()) {
    if (!isOurs(pid)) continue;
    const [, kilobytes = '0'] = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${String(pid)}/smaps_rollup`, 'utf8')) ?? [];
    sum += Number(kilobytes) * 1024;
  }
  return sum;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  process.kill(-child.pid, 'SIGTERM');
  const stuck = AbortSignal.timeout(5000);
  stuck.addEventListener('abort', () => {
    try {
      process.kill(-(child.pid ?? 0), 'SIGKILL');
    } catch {
      // It ended after all.
    }
  });
  await ended;
}
