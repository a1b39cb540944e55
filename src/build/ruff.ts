/** Ruff, pinned and kept beside the other caches: the world is Python, and npm brings no tool for it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { exitCode } from './command.ts';
import { findPython } from './python.ts';
import { log, UserError } from './log.ts';

const version = '0.17.6';

/** The path of the program, fetched with the machine's own pip (and so through its own settings) the first time. */
export async function findRuff(): Promise<string> {
  const folder = join('.cache', `ruff-${version}`);
  const program = join(folder, 'bin', process.platform === 'win32' ? 'ruff.exe' : 'ruff');
  if (existsSync(program)) return program;
  const [python, ...args] = await findPython();
  log(`fetching ruff ${version}`);
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '--target', folder];
  if ((await exitCode(python, [...args, ...pip, `ruff==${version}`])) !== 0) {
    throw new UserError(
      `pip could not fetch ruff ${version}.`,
      'check the network and the settings of pip, then run the command again.',
    );
  }
  return program;
}
