/** Reads a recorded run at build time, for numbers in prose. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { metricsOf } from '../../trace/metrics.ts';
import type { Metrics } from '../../lab/contract.ts';
import type { RawSide } from '../../trace/raw.ts';

const folder = '.cache/recordings';

/** The metrics of one side of a recorded lab; null while nothing at all has been recorded. */
export async function recordedMetrics(lab: string, change: string | undefined, side: string): Promise<Metrics | null> {
  if (!existsSync(folder)) return null;
  const path = join(folder, `${lab}.${change ?? 'base'}.json`);
  const { sides } = JSON.parse(await readFile(path, 'utf8')) as { sides: Record<string, RawSide> };
  const trace = sides[side];
  if (!trace) throw new Error(`${path}: no side is called ${side}`);
  return metricsOf(trace.requests, trace);
}
