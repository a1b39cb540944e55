/** How the session stands against its plan. Past the time it says so, in the same calm voice, and goes on counting. */
import { clockText, elapsed, faceOf, type Stopwatch } from '../../learn/session/clock.ts';
import { useWords } from '../lab/words.tsx';
import { useNow } from './use-now.ts';

interface TimerProps {
  clock: Stopwatch;
  /** Of each step. */
  minutes: readonly number[];
  /** Index of the step that is shown: -1 before the first, past the last at the end. */
  step: number;
}

export function Timer({ clock, minutes, step }: TimerProps) {
  const { t } = useWords();
  const running = clock.kind === 'running';
  const now = useNow(running);
  const face = faceOf(minutes, step, elapsed(clock, now));
  const inStep = face.given > 0;
  const left = inStep ? face.left : face.leftOfAll;
  const over = left < 0;
  const done = inStep ? Math.min(1, Math.max(0, 1 - face.left / face.given)) : 0;
  return (
    <div className="show-timer" data-over={over} role="timer" aria-label={t('session.timer')}>
      <b>{t(over ? 'session.timer.over' : 'session.timer.left', { time: clockText(left) })}</b>
      <span>
        {t(face.leftOfAll < 0 ? 'session.timer.all.over' : 'session.timer.all', { time: clockText(face.leftOfAll) })}
        {!running && ` · ${t('session.timer.stopped')}`}
      </span>
      <progress value={done} aria-hidden="true" tabIndex={-1} />
    </div>
  );
}
