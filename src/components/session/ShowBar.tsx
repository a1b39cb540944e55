/** The line below the screens: where the show stands, its time, and everything that a presenter can do besides the keys. */
import { screensOf, stepAt } from '../../learn/session/screens.ts';
import type { Plan } from '../../learn/session/plan.ts';
import type { ShowAction, Show } from '../../learn/session/show.ts';
import { useWords } from '../lab/words.tsx';
import { Timer } from './Timer.tsx';

interface ShowBarProps {
  plan: Plan;
  show: Show;
  /** Index of the lab's step whose result can be revealed now; null on other screens. */
  lab: number | null;
  dispatch: (deed: ShowAction) => void;
  onMove: (by: number) => void;
  /** In the projector's window only. */
  onNotes?: () => void;
  onFullScreen?: () => void;
}

export function ShowBar({ plan, show, lab, dispatch, onMove, onNotes, onFullScreen }: ShowBarProps) {
  const { t } = useWords();
  const screens = screensOf(plan);
  const revealed = lab !== null && show.revealed.includes(lab);
  const running = show.clock.kind === 'running';
  return (
    <div className="show-bar" role="group" aria-label={t('session.controls')}>
      <span className="show-buttons">
        <button type="button" disabled={show.at === 0} aria-keyshortcuts="ArrowLeft PageUp" onClick={() => onMove(-1)}>
          {t('session.back')}
        </button>
        <span className="show-place">{t('session.place', { at: show.at + 1, all: screens.length })}</span>
        <button
          type="button"
          disabled={show.at >= screens.length - 1}
          aria-keyshortcuts="ArrowRight PageDown Space"
          onClick={() => onMove(1)}
        >
          {t('session.next')}
        </button>
        {lab !== null && (
          <button
            type="button"
            aria-keyshortcuts="Enter"
            onClick={() => {
              dispatch({ kind: 'reveal', step: lab, shown: !revealed });
            }}
          >
            {t(revealed ? 'session.hide' : 'session.reveal')}
          </button>
        )}
      </span>
      <Timer clock={show.clock} minutes={plan.steps.map(({ minutes }) => minutes)} step={stepAt(screens, show.at)} />
      <span className="show-buttons">
        <button
          type="button"
          onClick={() => {
            dispatch({ kind: 'clock', now: Date.now() });
          }}
        >
          {t(running ? 'session.clock.stop' : 'session.clock.start')}
        </button>
        {onNotes && (
          <button type="button" onClick={onNotes}>
            {t('session.notes')}
          </button>
        )}
        {onFullScreen && (
          <button type="button" onClick={onFullScreen}>
            {t('session.full')}
          </button>
        )}
        {show.undo ? (
          <button
            type="button"
            onClick={() => {
              dispatch({ kind: 'undo' });
            }}
          >
            {t('session.undo')}
          </button>
        ) : (
          <button
            type="button"
            onClick={() => {
              dispatch({ kind: 'reset' });
            }}
          >
            {t('session.reset')}
          </button>
        )}
      </span>
    </div>
  );
}
