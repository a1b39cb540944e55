/** How much others want the cores that work needs, as Linux counts it. */
import { readFile } from 'node:fs/promises';

const read = (file: string): Promise<string> => readFile(file, 'utf8').catch(() => '');

/** Microseconds of a tick in /proc/stat (USER_HZ is 100 on every Linux). */
const tick = 10_000;

/**
 * Microseconds since the start of the machine in which somebody who could have run had to wait for a core of it, or the machine itself for one of
 * its host's. Null where nobody counts them. Both as in proc(5).
 */
async function stalled(): Promise<number | null> {
  const waited = /^some .*total=(\d+)/m.exec(await read('/proc/pressure/cpu'))?.[1];
  const stolen = /^cpu +(?:\d+ +){7}(\d+)/m.exec(await read('/proc/stat'))?.[1];
  return waited === undefined ? null : Number(waited) + Number(stolen ?? 0) * tick;
}

/** Does `work`, and answers how much of that time somebody had to wait for a core: 0 for none, 1 for all of it; null where nobody counts. */
export async function contentionDuring(work: () => Promise<void>): Promise<number | null> {
  const before = await stalled();
  const started = performance.now();
  await work();
  const after = await stalled();
  return before === null || after === null ? null : (after - before) / 1000 / (performance.now() - started);
}
