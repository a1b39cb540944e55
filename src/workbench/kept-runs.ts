/** The reader's runs of one lab as its page shows them: each is kept when it ends, its numbers for good and the whole of it for a while. */
import { atom, type ReadableAtom } from 'nanostores';
import type { KeepingResult, RunHead, Runs } from '../learn/runs.ts';
import { resultOfRun, resultsKind, withResult } from '../learn/results.ts';
import type { ReaderStorage } from '../learn/storage.ts';
import { draftKey, isEdited } from '../lab/draft.ts';
import type { FinishedRun } from './lab-store.ts';

export interface KeptRunsView {
  /** The newest first. */
  heads: readonly RunHead[];
  /** What became of the last run; null while nothing is to be said of it. */
  last: KeepingResult | null;
}

export interface KeptRuns {
  readonly view: ReadableAtom<KeptRunsView>;
  /** Looks what there is. */
  refresh: () => Promise<void>;
  keep: (run: FinishedRun) => Promise<void>;
}

interface KeptRunsOptions {
  lab: string;
  runs: Runs;
  storage: ReaderStorage;
  /** Milliseconds since 1970. */
  now: () => number;
}

export function createKeptRuns({ lab, runs, storage, now }: KeptRunsOptions): KeptRuns {
  const view = atom<KeptRunsView>({ heads: [], last: null });

  function show(next: Partial<KeptRunsView>): void {
    view.set({ ...view.get(), ...next });
  }

  return {
    view,
    async refresh() {
      show({ heads: await runs.list(lab) });
    },
    async keep({ draft, loaded, outcomes, result }) {
      if (result.run.sides.length === 0) return;
      const about = { at: now(), change: draft.change, edited: isEdited(draft) };
      storage.update(resultsKind, lab, (before) => withResult(before, resultOfRun(result.run, about)));
      const last = await runs.keep({ lab, key: draftKey(draft), ...about, loaded, outcomes });
      // What became of it is told at once: a database that does not answer does not list either.
      show({ last });
      show({ heads: await runs.list(lab) });
    },
  };
}
