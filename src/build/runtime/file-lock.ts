/** One build at a time: a second one would remove what the first has just written, and then finds its own work done. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { log } from '../log.ts';
import { buildLock } from './paths.ts';

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Whether the lock is ours now. One left by a process that is gone is taken away. */
async function take(): Promise<boolean> {
  try {
    await writeFile(buildLock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const holder = Number(await readFile(buildLock, 'utf8').catch(() => ''));
    // An empty lock is being written this moment.
    if (holder > 0 && !isAlive(holder)) await rm(buildLock, { force: true });
    return false;
  }
}

/** Runs `act` while no other process does; waits for one that is at it. */
export async function withFileLock<Answer>(act: () => Promise<Answer>): Promise<Answer> {
  await mkdir(dirname(buildLock), { recursive: true });
  for (let tries = 0; !(await take()); tries += 1) {
    if (tries === 1) log('waiting for another build of the runtime bundle');
    await setTimeout(200);
  }
  try {
    return await act();
  } finally {
    await rm(buildLock, { force: true });
  }
}
