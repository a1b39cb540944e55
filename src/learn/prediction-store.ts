/** The reader's prediction for one lab: asked for before its result is shown, kept, and measured against the first result after it. */
import { atom, type ReadableAtom } from 'nanostores';
import { choicesOf } from '../lab/choices.ts';
import type { LabPage } from '../contract/page.ts';
import type { Run } from '../contract/run.ts';
import { outcomeOf, predictionKind, withOutcome, withPrediction, type Guess, type Prediction } from './prediction.ts';
import type { ReaderStorage } from './storage.ts';

export interface PredictionView {
  /** The newest, skipped ones too; null before the first. */
  made: Prediction | null;
  /** The result is closed: a prediction is asked for, and the reader has neither guessed nor skipped. */
  sealed: boolean;
}

export interface PredictionStore {
  readonly view: ReadableAtom<PredictionView>;
  /** Takes up what the browser kept. */
  restore: () => void;
  /** `key`: `draftKey` of what the guess is about. */
  guess: (key: string, guess: Guess) => void;
  /** Asks once more, for what is on the screen now. */
  again: () => void;
  /** A result is on the screen: the first one after a guess about the same draft is its outcome. */
  see: (key: string, run: Pick<Run, 'sides'>) => void;
}

export interface PredictionOptions {
  lab: string;
  /** What the reader is asked; undefined: nothing. */
  predict: LabPage['predict'];
  storage: ReaderStorage;
  /** Milliseconds since 1970. */
  now: () => number;
}

export function createPredictionStore({ lab, predict, storage, now }: PredictionOptions): PredictionStore {
  const asked = predict !== undefined;
  const view = atom<PredictionView>({ made: null, sealed: asked });

  function show(next: Partial<PredictionView>): void {
    view.set({ ...view.get(), ...next });
  }

  return {
    view,
    restore() {
      const found = asked ? storage.read(predictionKind, lab) : null;
      const made = found?.kind === 'kept' ? (found.value.at(-1) ?? null) : null;
      if (made) show({ made, sealed: false });
    },
    guess(key, guess) {
      const made = { at: now(), key, guess, outcome: null };
      // Where the browser keeps nothing, it still counts until the reader leaves the page.
      storage.update(predictionKind, lab, (before) => withPrediction(before, made));
      show({ made, sealed: false });
    },
    again() {
      show({ made: null, sealed: true });
    },
    see(key, run) {
      const { made, sealed } = view.get();
      if (sealed || made?.key !== key || made.outcome !== null || run.sides.length === 0) return;
      const outcome = outcomeOf(run, choicesOf(predict));
      storage.update(predictionKind, lab, (before) => withOutcome(before, outcome));
      show({ made: { ...made, outcome } });
    },
  };
}
