/** Reads recorded runs at build time, for numbers and pictures in prose. A recording that is missing stops the build. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RawRequest, RawSide } from '../../contract/raw.ts';
import type { Recording } from '../../lab/result.ts';

/** The run of a lab as it stands, or of one of its changes. */
async function readRecording(lab: string, change = 'base'): Promise<Recording> {
  const path = join('.cache/recordings', `${lab}.${change}.json`);
  return JSON.parse(await readFile(path, 'utf8')) as Recording;
}

export async function recordedSide(lab: string, change: string | undefined, side: string): Promise<RawSide> {
  const { sides } = await readRecording(lab, change);
  const trace = sides[side];
  if (!trace) throw new Error(`the recorded run of ${lab} has no side ${side}`);
  return trace;
}

/**
 * Requests as a timer inside the service has them: it starts when the application is called, so that what was waited before is
 * missing, and it knows nothing of requests that never came so far.
 */
export function byServiceClock(requests: readonly RawRequest[]): RawRequest[] {
  return requests.flatMap(([load, , accepted, started, ...rest]): RawRequest[] =>
    started === null ? [] : [[load, started, accepted, started, ...rest]],
  );
}
