/** The clock of a session: how long it has run, and how that compares to the plan. Pure functions of the time they are given. */

/** Times in milliseconds; `before` is what had passed before the clock last started. */
export type Stopwatch = { kind: 'stopped'; before: number } | { kind: 'running'; since: number; before: number };

export const freshClock: Stopwatch = { kind: 'stopped', before: 0 };

/** Milliseconds that the session has lasted; a machine whose clock is set back does not undo them. */
export function elapsed(clock: Stopwatch, now: number): number {
  return clock.kind === 'stopped' ? clock.before : clock.before + Math.max(0, now - clock.since);
}

export function start(clock: Stopwatch, now: number): Stopwatch {
  return clock.kind === 'running' ? clock : { kind: 'running', since: now, before: clock.before };
}

export function stop(clock: Stopwatch, now: number): Stopwatch {
  return { kind: 'stopped', before: elapsed(clock, now) };
}

export interface Face {
  /** Whole seconds until this step should end, by the plan; negative once it should have. */
  left: number;
  /** The same for the whole session. */
  leftOfAll: number;
  /** Seconds the step was given. */
  given: number;
}

/** `minutes`: of each step. `step`: index of the one that is shown; past the last one all are done. */
export function faceOf(minutes: readonly number[], step: number, passed: number): Face {
  const seconds = Math.floor(passed / 1000);
  const sum = (list: readonly number[]): number => list.reduce((total, one) => total + one * 60, 0);
  return {
    left: sum(minutes.slice(0, step + 1)) - seconds,
    leftOfAll: sum(minutes) - seconds,
    given: (minutes[step] ?? 0) * 60,
  };
}

/** Minutes and seconds, as `7:05`; what they are counted from is said beside them. */
export function clockText(seconds: number): string {
  const whole = Math.abs(seconds);
  return `${String(Math.floor(whole / 60))}:${String(whole % 60).padStart(2, '0')}`;
}
