/**
 * The bundle as everything that runs labs on Node asks for it: one that is made from the sources as they are now. A stale one is built
 * anew first (seconds where only the world has changed) and never used, or results would tell of code that is no longer there.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { UserError } from '../log.ts';
import { isMadeFrom, lastManifest, readSources } from './sources.ts';

/** In a process of its own, whose words go to stderr: stdout may be somebody's data. */
function build(): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = fileURLToPath(new URL('build.ts', import.meta.url));
    const child = spawn(process.execPath, [script], { stdio: ['ignore', 2, 2] });
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0) resolve();
      else {
        reject(
          new UserError(
            'The runtime bundle that labs run on is not up to date, and could not be built.',
            'read the lines above; the cause stands there. "npm run runtime" builds it by itself.',
          ),
        );
      }
    });
  });
}

/** Whether the bundle in public/runtime is made from the sources on the disk. */
export async function isCurrent(): Promise<boolean> {
  const last = await lastManifest();
  return last !== null && isMadeFrom(last, await readSources());
}

/** Settles when the bundle in public/runtime is made from the sources on the disk. Throws a UserError where it cannot be built. */
export async function currentBundle(): Promise<void> {
  if (!(await isCurrent())) await build();
}
