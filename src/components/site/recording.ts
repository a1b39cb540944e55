/** Recorded runs at build time, for numbers and pictures in prose. A recording that is missing stops the build. */
import { problemLine } from '../../contract/problem-text.ts';
import type { RawRequest, RawSide } from '../../contract/raw.ts';
import { runsOf } from '../../lab/change.ts';
import { loadLab } from '../../lab/node/load-lab.ts';
import { recordedRun } from '../lab/recorded-runs.ts';

/** A side's trace in the run of a lab as it stands, or with one of its changes. */
export async function recordedSide(lab: string, change: string | undefined, side: string): Promise<RawSide> {
  const run = change ?? 'base';
  const loaded = loadLab(`content/labs/${lab}`);
  if (loaded.kind === 'problems') {
    throw new Error(`content/labs/${lab}: ${loaded.problems.map((one) => problemLine('en', one)).join(' ')}`);
  }
  const [, changed] = runsOf(loaded.lab, loaded.page, loaded.overlays).find(([name]) => name === run) ?? [];
  if (!changed) throw new Error(`the lab ${lab} has no change ${run}`);
  const { recording } = await recordedRun(lab, run, changed);
  const trace = recording.sides[side];
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
