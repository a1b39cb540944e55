/** A plan as the projector shows it: one idea per screen. Pure. */
import type { Plan, Step } from './plan.ts';

/** `step`: index of the step that the screen belongs to. */
export type Screen =
  | { kind: 'title' }
  /** A section, a lab or an exercise itself. */
  | { kind: 'step'; step: number }
  /** What a step asks the room, with hands to count where it has choices. */
  | { kind: 'question'; step: number }
  | { kind: 'end' };

/** A lab's question comes before the lab, for it is a guess; any other after what it is about. */
function screensOfStep(step: Step, index: number): Screen[] {
  const own: Screen = { kind: 'step', step: index };
  const question: Screen = { kind: 'question', step: index };
  // A discussion is its question; without one its topic stands alone.
  if (step.kind === 'discussion') return [step.ask === '' ? own : question];
  if (step.ask === '') return [own];
  return step.kind === 'lab' ? [question, own] : [own, question];
}

export function screensOf({ steps }: Plan): Screen[] {
  return [{ kind: 'title' }, ...steps.flatMap(screensOfStep), { kind: 'end' }];
}

/** The step whose time runs while a screen is shown: none before the first, all done at the end. */
export function stepAt(screens: readonly Screen[], at: number): number {
  const screen = screens[at];
  if (!screen || screen.kind === 'title') return -1;
  if (screen.kind === 'end') return Infinity;
  return screen.step;
}
