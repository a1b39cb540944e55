/** What a file of measurements says about where it comes from. */
import { execFile } from 'node:child_process';
import os from 'node:os';
import { promisify } from 'node:util';
import { lockedVersions } from '../../src/claims/locked-versions.ts';

const run = promisify(execFile);

interface About {
  date: string;
  machine: string;
  python: string;
  versions: Record<string, string>;
}

/** `python`: the program that ran the servers; `names`: packages whose versions matter. */
export async function aboutHere(python: string, names: readonly string[]): Promise<About> {
  const locked = await lockedVersions();
  const { stdout } = await run(python, ['--version']);
  const cpu = os.cpus();
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: `${String(cpu.length)} × ${cpu[0]?.model ?? '?'}, ${String(Math.round(os.totalmem() / 2 ** 30))} GiB, ${os.type()}`,
    python: stdout.trim().replace('Python', 'CPython'),
    versions: Object.fromEntries(names.map((name) => [name, locked.get(name) ?? ''])),
  };
}

/** A name for this machine's files: the same machine writes the same file again. */
export function machineName(): string {
  const [cpu] = os.cpus();
  const words = `${String(os.cpus().length)} ${cpu?.model ?? 'cpu'} ${os.type()}`.toLowerCase().match(/[a-z0-9]+/g);
  return (words ?? []).join('-');
}
