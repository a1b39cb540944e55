/** The axis on which a time is guessed: logarithmic, from 10 ms to 100 s, in steps that a hand or an arrow key can choose. Pure. */

const decades = 4;
const stepsPerDecade = 24;
const least = 0.01;

export const guessSteps = decades * stepsPerDecade;

/** Seconds at the ends of the decades. */
export const ticks = Array.from({ length: decades + 1 }, (_, decade) => secondsAt(decade * stepsPerDecade));

/** Seconds at a step, with no more digits than a drawn guess can mean. */
export function secondsAt(step: number): number {
  return Number((least * 10 ** (step / stepsPerDecade)).toPrecision(2));
}

/** The step nearest to a time; the ends stand for everything beyond them. */
export function stepOf(seconds: number): number {
  if (seconds <= least) return 0;
  return Math.min(guessSteps, Math.round(Math.log10(seconds / least) * stepsPerDecade));
}
