/** Finds the machine's Python: pip fetches the runtime's wheels, and tools check and test the world's code. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { UserError } from './log.ts';

const run = promisify(execFile);
const oldest = [3, 9] as const;
const question = 'import sys; print(*sys.version_info[:2])';

/** Major and minor version of the Python that a command starts. Rejects when there is no such program. */
export async function versionOf([program, ...args]: readonly [string, ...string[]]): Promise<[number, number]> {
  const { stdout } = await run(program, [...args, '-c', question]);
  const [major = 0, minor = 0] = stdout.trim().split(' ').map(Number);
  return [major, minor];
}

/** The command and first arguments that start a Python new enough and with pip, e.g. `['python3']` or `['py', '-3']`. */
export async function findPython(): Promise<readonly [string, ...string[]]> {
  const problems: string[] = [];
  for (const [program, ...args] of [['python3'], ['python'], ['py', '-3']] as const) {
    const name = [program, ...args].join(' ');
    try {
      const [major, minor] = await versionOf([program, ...args]);
      if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) {
        problems.push(`${name} is ${String(major)}.${String(minor)}`);
        continue;
      }
    } catch {
      continue;
    }
    try {
      await run(program, [...args, '-m', 'pip', '--version']);
      return [program, ...args];
    } catch {
      problems.push(`${name} has no pip`);
    }
  }
  throw new UserError(
    `Waitlab needs Python ${oldest.join('.')} or newer with pip to fetch the packages that labs run on (${problems.join(', ') || 'no Python was found'}).`,
    'install Python and pip (Debian and Ubuntu: "apt-get install python3-pip"), then run the same command again.',
  );
}
