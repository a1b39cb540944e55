/** Joins an exercise with React, with this browser, and with the runs of its lab. */
import { useStore } from '@nanostores/react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { storage } from '../../learn/browser-storage.ts';
import { createExerciseStore, type ExerciseStore } from '../../learn/exercise-store.ts';
import { judgeRun, type Verdict } from '../../learn/judge.ts';
import type { ExerciseRecord } from '../../learn/record.ts';
import { saysInVain } from '../../lab/draft.ts';
import type { UsedLab } from '../lab/use-lab.ts';
import type { ExerciseTask } from './task.ts';

export interface UsedExercise {
  store: ExerciseStore;
  record: ExerciseRecord;
  /** Of the result on the screen; null where that belongs to other code than the editor's. */
  verdict: Verdict | null;
  /** The draft says something of what the exercise states itself, such as its load: that counts for nothing. */
  inVain: boolean;
}

export function useExercise({ id, exercise }: ExerciseTask, { source, view }: UsedLab): UsedExercise {
  const [store] = useState(() => createExerciseStore({ id, storage, now: () => Date.now() }));
  const record = useStore(store.view, { ssr: 'initial' });
  const { result, stale } = view;
  const verdict = useMemo(
    () => (stale ? null : judgeRun(exercise, source, result.run)),
    [stale, exercise, source, result],
  );
  useEffect(() => store.restore(), [store]);
  const judged = useRef(result);
  useEffect(() => {
    if (verdict === null || result.source === 'recorded' || judged.current === result) return;
    judged.current = result;
    store.judged(verdict);
  }, [store, verdict, result]);
  return { store, record, verdict, inVain: saysInVain(source, view.draft) };
}
