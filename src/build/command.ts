/** Runs other programs for the project's scripts, their output passed straight on. */
import { spawn, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from './log.ts';

interface Options {
  env?: Record<string, string>;
}

/** The exit code of a program; null when there is no such program. */
export function exitCode(program: string, args: readonly string[], options: Options = {}): Promise<number | null> {
  return codeOf(spawn(program, args, { stdio: 'inherit', env: { ...process.env, ...options.env } }));
}

/** The exit code of a program that was started just now; null when there is no such program. */
export function codeOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') resolve(null);
      else reject(error);
    });
    child.on('exit', (code) => {
      resolve(code ?? 1);
    });
  });
}

/** Runs one of the project's own scripts on the Node that runs this one. */
export async function runScript(script: string, args: readonly string[] = [], options: Options = {}): Promise<void> {
  const code = await exitCode(process.execPath, [script, ...args], options);
  if (code !== 0) throw new UserError(`${script} failed.`, 'read the lines above; the cause stands there.');
}

/** The script behind a command that an installed package brings, so that no shell wrapper stands between. */
export async function toolScript(packageName: string, command = packageName): Promise<string> {
  const root = join('node_modules', packageName);
  const { bin } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    bin: string | Record<string, string>;
  };
  const script = typeof bin === 'string' ? bin : bin[command];
  if (script === undefined) throw new Error(`${packageName} brings no command ${command}`);
  return join(root, script);
}
