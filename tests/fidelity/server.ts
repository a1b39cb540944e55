/** One real server on 127.0.0.1: started, asked, weighed, stopped. */
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';

const timeout = 20_000;
/** Of the kernel's clock for processes. */
const ticksPerSecond = 100;

/** A server that has answered once. */
export interface Running {
  /** Seconds from the command to the first answer with status 200. */
  started: number;
  /** Bytes of memory of all its processes (PSS: what several share is divided among them). */
  memory: () => number;
  /** Seconds that its processes have computed so far, in ticks of a hundredth. */
  computed: () => number;
}

interface Command {
  /** Where the program and its Python stand. */
  bin: string;
  directory: string;
  command: string;
  port: number;
  env: Record<string, string>;
}

/** Starts a server, waits for the first 200 on `/`, and stops it whatever `work` does. Throws when it never answers. */
export async function serve<Result>(
  { bin, directory, command, port, env }: Command,
  work: (running: Running) => Promise<Result>,
): Promise<Result> {
  const [program = '', ...args] = command.split(' ');
  const began = performance.now();
  const child = spawn(`${bin}/${program}`, args, {
    cwd: directory,
    stdio: 'ignore',
    detached: true,
    env: { ...process.env, ...env },
  });
  const root = child.pid ?? 0;
  try {
    await firstAnswer(`http://127.0.0.1:${String(port)}/`, began);
    const started = (performance.now() - began) / 1000;
    return await work({
      started,
      memory: () => sumOf(root, memoryOf),
      computed: () => sumOf(root, ticksOf) / ticksPerSecond,
    });
  } finally {
    await stop(child);
  }
}

async function firstAnswer(address: string, began: number): Promise<void> {
  while (performance.now() - began < timeout) {
    const answer = await fetch(address).catch(() => null);
    if (answer?.status === 200) {
      await answer.text();
      return;
    }
    await setTimeout(2);
  }
  throw new Error(`${address} did not answer within ${String(timeout / 1000)} s`);
}

/** Sums a quantity over a process and all that descend from it. Linux only. */
function sumOf(root: number, quantity: (pid: number) => number): number {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      parents.set(Number(name), Number(statOf(Number(name))[1]));
    } catch {
      // Gone in the meantime.
    }
  }
  const isOurs = (pid: number): boolean => pid === root || (pid > 1 && isOurs(parents.get(pid) ?? 0));
  return [...parents.keys()].filter(isOurs).reduce((sum, pid) => sum + quantity(pid), 0);
}

/** The fields of /proc/PID/stat from the state on. */
function statOf(pid: number): string[] {
  return (
    readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
      .split(') ')[1]
      ?.split(' ') ?? []
  );
}

function memoryOf(pid: number): number {
  const [, kilobytes = '0'] = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${String(pid)}/smaps_rollup`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}

function ticksOf(pid: number): number {
  const fields = statOf(pid);
  return Number(fields[11]) + Number(fields[12]);
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
