/** One run as the page shows it: the sides that ran, and for each other side why it did not. */
import type { Run } from '../contract/run.ts';
import { programId, type LoadedLab } from './jobs.ts';
import type { Problem } from '../contract/problem.ts';
import { assembleRun } from './assemble.ts';
import type { Printed, RawOutcome, RawSide } from '../contract/raw.ts';

/** Outcomes by the id of their side. */
export type Outcomes = Record<string, RawOutcome>;

/** What the build keeps of a recorded run (src/build/recordings): every side's trace by its id. */
export interface Recording {
  sides: Record<string, RawSide>;
}

export function outcomesOf({ sides }: Recording): Outcomes {
  return Object.fromEntries(Object.entries(sides).map(([id, side]) => [id, { kind: 'ran', side }]));
}

export interface LabResult {
  source: 'recorded' | 'live';
  /** `draftKey` of what was run. */
  key: string;
  run: Run;
  problems: Record<string, Problem>;
  /** What each side printed, also one that did not start. */
  printed: Record<string, Printed>;
  /** Seconds of real time that a live run took, from Run to here; null when it was recorded. */
  took: number | null;
}

export function resultOf(
  loaded: LoadedLab,
  outcomes: Outcomes,
  about: Pick<LabResult, 'source' | 'key' | 'took'>,
): LabResult {
  const own = loaded.lab.sides.map((side) => outcomes[programId(side, loaded.name)]);
  const raw = own.map((outcome) => (outcome?.kind === 'ran' ? outcome.side : null));
  const problems = Object.entries(outcomes).flatMap(([id, outcome]) =>
    outcome.kind === 'failed' ? [[id, outcome.problem] as const] : [],
  );
  const printed = Object.entries(outcomes).map(([id, outcome]) => {
    return [id, outcome.kind === 'ran' ? outcome.side.output : (outcome.output ?? {})] as const;
  });
  return {
    ...about,
    run: assembleRun(loaded, raw),
    problems: Object.fromEntries(problems),
    printed: Object.fromEntries(printed),
  };
}
