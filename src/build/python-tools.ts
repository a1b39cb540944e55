/**
 * Tools that are Python packages (pytest, mypy), at the versions of a requirements file and kept beside the other caches. They are put
 * on the path of the machine's own Python, and so change nothing of it.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { exitCode } from './command.ts';
import { findPython, versionOf } from './python.ts';
import { log, UserError } from './log.ts';

/** Runs Python with the tools at hand, e.g. `['-m', 'pytest', 'tests/machine']`, and answers the exit code. */
export type PythonTools = (words: readonly string[]) => Promise<number | null>;

/**
 * The tools of a requirements file, fetched with the machine's own pip the first time. Where they cannot be had, why: the Python is older
 * than `oldest`, or there is no wheel of one of them for it. A UserError when pip fails for another reason.
 */
export async function pythonTools(
  requirements: string,
  oldest: readonly [number, number],
): Promise<{ run: PythonTools } | { missing: string }> {
  const [python, ...args] = await findPython();
  const version = await versionOf([python, ...args]);
  if (version[0] < oldest[0] || (version[0] === oldest[0] && version[1] < oldest[1]))
    return { missing: `Python ${version.join('.')} is older than ${oldest.join('.')}` };
  const key = createHash('sha256')
    .update(await readFile(requirements))
    .update(version.join('.'))
    .digest('hex');
  const folder = join('.cache', `python-${basename(requirements, '.txt')}-${key.slice(0, 12)}`);
  if (!existsSync(folder)) {
    log(`fetching ${requirements}`);
    const unfinished = `${folder}.${String(process.pid)}`;
    const pip = [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--disable-pip-version-check',
      '--no-deps',
      '--only-binary',
      ':all:',
    ];
    const failure = await failureOf(python, [...args, ...pip, '--target', unfinished, '-r', requirements]);
    if (failure !== null) {
      await rm(unfinished, { recursive: true, force: true });
      if (failure.includes('No matching distribution') && !failure.includes('Retrying'))
        return { missing: `there are no wheels of ${requirements} for Python ${version.join('.')}` };
      throw new UserError(
        `pip could not fetch ${requirements}: ${failure.trim().split('\n').at(-1) ?? ''}`,
        'check the network and the settings of pip, then run the command again.',
      );
    }
    await rename(unfinished, folder);
  }
  return { run: (words) => exitCode(python, [...args, ...words], { env: { PYTHONPATH: folder } }) };
}

/** What a program said on its way to failing; null if it did not fail. */
function failureOf(program: string, args: readonly string[]): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(program, args, (error, _, said) => {
      resolve(error === null ? null : `${said}\n${said === '' ? error.message : ''}`);
    });
  });
}
