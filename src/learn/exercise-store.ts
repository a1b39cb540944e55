/** What one exercise on a page knows of its reader: tries, hints, wrong answers, and whether it was passed. Kept in storage. */
import { atom, type ReadableAtom } from 'nanostores';
import type { Verdict } from './judge.ts';
import { exerciseKind, freshExercise, type ExerciseRecord } from './record.ts';
import type { ReaderStorage } from './storage.ts';

export interface ExerciseStore {
  readonly view: ReadableAtom<ExerciseRecord>;
  /** Takes up what the browser kept, and hears of other tabs until the function it returns is called. */
  restore: () => () => void;
  /** A run of the reader's own was judged. */
  judged: (verdict: Verdict) => void;
  /** The reader opened a hint, or a step of the solution; they are numbered from 1. */
  opened: (what: 'hints' | 'steps', number: number) => void;
}

export interface ExerciseOptions {
  id: string;
  storage: ReaderStorage;
  /** Milliseconds since 1970. */
  now: () => number;
}

function withVerdict(before: ExerciseRecord, verdict: Verdict, now: number): ExerciseRecord {
  if (verdict.kind === 'not-run' || verdict.kind === 'not-stated') return before;
  const wrong = verdict.kind === 'failed' ? verdict.recognised?.id : undefined;
  return {
    ...before,
    tries: before.tries + 1,
    wrong: wrong === undefined || before.wrong.includes(wrong) ? before.wrong : [...before.wrong, wrong],
    passed: before.passed ?? (verdict.kind === 'passed' ? now : null),
  };
}

export function createExerciseStore({ id, storage, now }: ExerciseOptions): ExerciseStore {
  const view = atom(freshExercise);

  /** Where the browser keeps nothing, it still counts until the reader leaves the page. */
  function change(act: (before: ExerciseRecord) => ExerciseRecord): void {
    let next = act(view.get());
    storage.update(exerciseKind, id, (before) => (next = act(before ?? view.get())));
    view.set(next);
  }
  function look(): void {
    const found = storage.read(exerciseKind, id);
    if (found.kind === 'kept') view.set(found.value);
  }

  return {
    view,
    restore() {
      look();
      return storage.watch(exerciseKind, id, look);
    },
    judged(verdict) {
      change((before) => withVerdict(before, verdict, now()));
    },
    opened(what, number) {
      if (view.get()[what] < number) change((before) => ({ ...before, [what]: Math.max(before[what], number) }));
    },
  };
}
