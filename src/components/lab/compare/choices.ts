/** The runs of a lab that can be laid over each other: the recorded ones, and those of the reader's own that are still kept. */
import type { RunHead, Runs } from '../../../learn/runs.ts';
import type { LoadedLab } from '../../../lab/jobs.ts';
import type { LabSource } from '../../../lab/draft.ts';
import { freshDraft, startOf } from '../../../lab/draft.ts';
import { resultOf, type Outcomes, type LabResult } from '../../../lab/result.ts';

export type Choice = { kind: 'recorded'; change: string | null } | { kind: 'kept'; head: RunHead };

export interface ChosenRun {
  loaded: LoadedLab;
  result: LabResult;
}

export const keyOfChoice = (choice: Choice): string =>
  choice.kind === 'recorded' ? `recorded ${choice.change ?? ''}` : `kept ${String(choice.head.id)}`;

export function runChoices({ page }: LabSource, heads: readonly RunHead[]): Choice[] {
  return [
    { kind: 'recorded', change: null },
    ...page.changes.map(({ id }): Choice => ({ kind: 'recorded', change: id })),
    ...heads.map((head): Choice => ({ kind: 'kept', head })),
  ];
}

/** What to begin with: the lab as written, and the reader's last run or else the first change. */
export function firstChoices(choices: readonly Choice[]): [Choice, Choice] | null {
  const [written, next] = choices;
  const last = choices.find(({ kind }) => kind === 'kept') ?? next;
  return written && last ? [written, last] : null;
}

/** Null when it has been dropped meanwhile. Rejects when a recorded run cannot be fetched. */
export async function loadChoice(
  choice: Choice,
  source: LabSource,
  recordingOf: (change: string | null) => Promise<Outcomes>,
  runs: Pick<Runs, 'get'>,
): Promise<ChosenRun | null> {
  if (choice.kind === 'kept') {
    const body = await runs.get(choice.head.id);
    if (!body) return null;
    const about = { source: 'live', key: choice.head.key, took: null } as const;
    return { loaded: body.loaded, result: resultOf(body.loaded, body.outcomes, about) };
  }
  const loaded = startOf(source, { ...freshDraft, change: choice.change });
  const about = { source: 'recorded', key: keyOfChoice(choice), took: null } as const;
  return { loaded, result: resultOf(loaded, await recordingOf(choice.change), about) };
}
