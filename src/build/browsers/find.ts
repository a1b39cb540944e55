/** Finds browsers of this machine, and installs them where that can be done without asking. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { exitCode } from '../command.ts';
import { log } from '../log.ts';

const run = promisify(execFile);

export interface Browser {
  /** As people call it. */
  name: string;
  /** Commands that start it, the best first. */
  commands: readonly string[];
  /** Where it lies on other systems, as whole paths. */
  places: readonly string[];
  /** The first version that runs labs. */
  oldest: number;
  /** Debian's package. */
  debian: string;
}

/** The path of a program that is recent enough: installed, or one of `others`, or installed now. Null where there is none. */
export async function findBrowser(browser: Browser, others: readonly string[] = []): Promise<string | null> {
  const found = await firstUsable([...installed(browser), ...others], browser.oldest);
  if (found !== null) return found;
  await installWithApt(browser);
  return firstUsable(installed(browser), browser.oldest);
}

function installed({ commands, places }: Browser): string[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return [...commands.flatMap((name) => folders.map((folder) => join(folder, name))), ...places];
}

async function firstUsable(paths: readonly string[], oldest: number): Promise<string | null> {
  for (const path of paths) {
    if (!existsSync(path)) continue;
    // Browsers on Windows print nothing for --version; they update themselves, so take one as it is.
    if (process.platform === 'win32') return path;
    const { stdout } = await run(path, ['--version']).catch(() => ({ stdout: '' }));
    if (Number(/(\d+)\.\d+/.exec(stdout)?.[1] ?? 0) >= oldest) return path;
  }
  return null;
}

async function installWithApt({ name, debian }: Browser): Promise<void> {
  if (process.platform !== 'linux') return;
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '--non-interactive'];
  log(`no ${name} found: installing one with apt-get`);
  for (const args of [
    ['update', '-qq'],
    ['install', '-y', '-qq', debian],
  ]) {
    const [program = 'apt-get', ...rest] = [...asRoot, 'apt-get', ...args];
    if ((await exitCode(program, rest)) !== 0) return;
  }
}
