/**
 * A session under way: where it stands, its clock, the hands that were counted, what has been revealed, and what was edited in its labs.
 * All of it is one value, so that resetting everything can be undone, a reload loses nothing, and a second window shows the same. Pure.
 */
import type { Draft } from '../../lab/draft.ts';
import { freshClock, start, stop, type Stopwatch } from './clock.ts';
import { count, type Tally } from './tally.ts';

export interface Show {
  /** Index of the screen. */
  at: number;
  clock: Stopwatch;
  /** Hands counted, by index of the step. */
  tallies: Readonly<Record<number, Tally>>;
  /** Steps whose result the room may see. */
  revealed: readonly number[];
  /** What was made of the lab of a step. */
  drafts: Readonly<Record<number, Draft>>;
  /** Counts how often all was set back or had back: labs then begin anew from their drafts. */
  round: number;
  /** What the last reset took away, while it can still be had back. */
  undo: Show | null;
}

export const freshShow: Show = {
  at: 0,
  clock: freshClock,
  tallies: {},
  revealed: [],
  drafts: {},
  round: 0,
  undo: null,
};

/** Everything that either window can ask for. `now`: milliseconds. */
export type ShowAction =
  | { kind: 'go'; to: number; now: number }
  | { kind: 'clock'; now: number }
  | { kind: 'reveal'; step: number; shown: boolean }
  | { kind: 'count'; step: number; choices: number; choice: number; hands: number }
  | { kind: 'draft'; step: number; draft: Draft | null }
  | { kind: 'reset' }
  | { kind: 'undo' };

/** `screens`: how many the plan has. */
export function nextShow(show: Show, screens: number, action: ShowAction): Show {
  switch (action.kind) {
    case 'go': {
      const at = Math.min(screens - 1, Math.max(0, action.to));
      // The session begins when its title is left for the first time.
      const begins = show.at === 0 && at > 0 && show.clock.kind === 'stopped' && show.clock.before === 0;
      return { ...show, at, clock: begins ? start(show.clock, action.now) : show.clock };
    }
    case 'clock': {
      const clock = show.clock.kind === 'running' ? stop(show.clock, action.now) : start(show.clock, action.now);
      return { ...show, clock, undo: null };
    }
    case 'reveal': {
      const others = show.revealed.filter((step) => step !== action.step);
      return { ...show, revealed: action.shown ? [...others, action.step] : others, undo: null };
    }
    case 'count': {
      const tally = count(show.tallies[action.step] ?? [], action.choices, action.choice, action.hands);
      return { ...show, tallies: { ...show.tallies, [action.step]: tally }, undo: null };
    }
    case 'draft': {
      const drafts = Object.fromEntries(Object.entries(show.drafts).filter(([step]) => Number(step) !== action.step));
      return { ...show, drafts: action.draft ? { ...drafts, [action.step]: action.draft } : drafts };
    }
    case 'reset':
      return { ...freshShow, round: show.round + 1, undo: { ...show, undo: null } };
    case 'undo':
      return show.undo ? { ...show.undo, round: show.round + 1 } : show;
  }
}
