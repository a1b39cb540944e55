/** Finds the browser for tests: an installed one, else Playwright's own, else Debian's through apt. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { chromium } from '@playwright/test';
import { exitCode } from './command.ts';
import { log, UserError } from './log.ts';

const run = promisify(execFile);

/** The first Chromium that runs labs: before it, WebAssembly could not be suspended. */
const oldest = 137;

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
const applications = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** The path of a Chromium that is recent enough, installing one where that is possible. */
export async function findChromium(): Promise<string> {
  const chosen = process.env['CHROMIUM'];
  if (chosen !== undefined) return chosen;
  const found = (await firstUsable(installed())) ?? (await firstUsable([chromium.executablePath()]));
  if (found !== undefined) return found;
  await installWithApt();
  const fresh = await firstUsable(installed());
  if (fresh !== undefined) return fresh;
  throw new UserError(
    `The tests of the pages need Chromium or Chrome ${String(oldest)} or newer, and none was found or could be installed.`,
    'install one ("apt-get install chromium", or "npx playwright install chromium"), or name it: CHROMIUM=/path/to/chrome npm test',
  );
}

function installed(): string[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return [...names.flatMap((name) => folders.map((folder) => join(folder, name))), ...applications].filter(existsSync);
}

async function firstUsable(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    if (!existsSync(path)) continue;
    // Chrome on Windows prints nothing for --version; it updates itself, so take it as it is.
    if (process.platform === 'win32') return path;
    const { stdout } = await run(path, ['--version']).catch(() => ({ stdout: '' }));
    if (Number(/(\d+)\.\d+\.\d+/.exec(stdout)?.[1] ?? 0) >= oldest) return path;
  }
  return undefined;
}

async function installWithApt(): Promise<void> {
  if (process.platform !== 'linux') return;
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '--non-interactive'];
  log('no Chromium found: installing one with apt-get');
  for (const args of [
    ['update', '-qq'],
    ['install', '-y', '-qq', 'chromium'],
  ]) {
    const [program = 'apt-get', ...rest] = [...asRoot, 'apt-get', ...args];
    if ((await exitCode(program, rest)) !== 0) return;
  }
}
