/** Recorded runs as tests read them: made by the engine of this checkout, anew where a recording is missing or stale. */
import { expect } from 'vitest';
import { recorded } from '../../src/build/recordings/record.ts';
import type { Run } from '../../src/contract/run.ts';
import type { RawSide } from '../../src/contract/raw.ts';
import { assembleRun } from '../../src/lab/assemble.ts';
import { programId, type LoadedLab } from '../../src/lab/jobs.ts';
import { checkRun } from '../../src/trace/check-run.ts';

interface RecordedLab {
  /** The trace of each side, in the lab's order; null of one that is not recorded. */
  sides: (RawSide | null)[];
  run: Run;
}

/** `title`: the recording's, such as `event-loop.base`. The run keeps the rules of every run. */
export async function recordedLab(title: string, lab: LoadedLab): Promise<RecordedLab> {
  const recording = await recorded({ title, directory: title, lab });
  const sides = lab.lab.sides.map((side) => recording.sides[programId(side, lab.name)] ?? null);
  const run = assembleRun(lab, sides);
  expect(checkRun(run)).toEqual([]);
  return { sides, run };
}
