/** Virtual environments with the very versions that labs run on, for the newest CPython of this machine. */
import { createHash } from 'node:crypto';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { glob, readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { lockedVersions } from '../../src/claims/locked-versions.ts';
import { log, UserError } from '../../src/build/log.ts';

const run = promisify(execFile);
/** Django 6.1 asks for it. */
const oldest = 12;

/** The newest CPython 3.12 or later that can be found: on the path, or among pyenv's. */
export async function newestPython(): Promise<string> {
  const found: [minor: number, program: string][] = [];
  const programs = Array.from({ length: 8 }, (_, index) => `python3.${String(oldest + index)}`);
  for await (const path of glob(join(homedir(), '.pyenv/versions/3.*/bin/python3'))) programs.push(path);
  for (const program of programs) {
    const question = 'import sys; print(sys.implementation.name, sys.version_info.minor)';
    const { stdout } = await run(program, ['-c', question]).catch(() => ({ stdout: '' }));
    const [name, minor] = stdout.trim().split(' ');
    if (name === 'cpython' && Number(minor) >= oldest) found.push([Number(minor), program]);
  }
  const [newest] = found.sort(([a], [b]) => b - a);
  if (newest) return newest[1];
  throw new UserError(
    `No CPython 3.${String(oldest)} or newer was found; Django needs it.`,
    'install one (pyenv or the system), then run the same command again.',
  );
}

/** A Python that has every package of src/replay/requirements.txt, checked against its hashes: what a replay makes for itself. */
export async function replayEnvironment(): Promise<string> {
  const lock = resolve('src/replay/requirements.txt');
  const key = createHash('sha256')
    .update(await readFile(lock))
    .digest('hex')
    .slice(0, 8);
  const directory = resolve('.cache/measure', `replay-${key}`);
  const python = join(directory, 'bin/python');
  if (existsSync(join(directory, 'ready'))) return python;
  log('making an environment with the packages of the labs');
  await run(await newestPython(), ['-m', 'venv', '--clear', directory]);
  await run(python, ['-m', 'pip', 'install', '--quiet', '--require-hashes', '--requirement', lock]);
  await writeFile(join(directory, 'ready'), '');
  return python;
}

/** The `bin` directory of an environment that has these packages, and what they need, at their locked versions. */
export async function environment(name: string, packages: readonly string[]): Promise<string> {
  const directory = resolve('.cache/measure', name);
  const bin = join(directory, 'bin');
  if (existsSync(join(bin, 'ready'))) return bin;
  log(`making an environment with ${packages.join(', ')}`);
  await run(await newestPython(), ['-m', 'venv', '--clear', directory]);
  const locked = await lockedVersions();
  const pins = packages.map((one) => `${one}==${locked.get(one) ?? ''}`);
  const constraints = join(directory, 'constraints.txt');
  await writeFile(constraints, [...locked].map(([one, version]) => `${one}==${version}`).join('\n'));
  await run(join(bin, 'python'), [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--no-compile',
    '--constraint',
    constraints,
    ...pins,
  ]);
  await writeFile(join(bin, 'ready'), '');
  return bin;
}
