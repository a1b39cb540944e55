/** What the reader is asked before the result is shown: a time per side, typed or drawn on an axis, or which side is first. */
import { useId, useState, type SyntheticEvent } from 'react';
import type { Guess } from '../../learn/prediction.ts';
import { GuessAxis, GuessRow } from './GuessRow.tsx';
import { useWords } from './words.tsx';

interface Side {
  id: string;
  name: string;
}

interface PredictProps {
  asked: 'makespan' | 'first';
  sides: readonly Side[];
  disabled: boolean;
  /** What has been entered so far; null while it is no whole guess. */
  onDraft: (guess: Guess | null) => void;
  onGuess: (guess: Guess) => void;
}

export function Predict({ asked, sides, disabled, onDraft, onGuess }: PredictProps) {
  const { t } = useWords();
  const id = useId();
  const [seconds, setSeconds] = useState<Record<string, number | null>>({});
  const [first, setFirst] = useState<string | null | undefined>(undefined);
  const [isIncomplete, setIncomplete] = useState(false);

  function guessOf(times: Record<string, number | null>, side: string | null | undefined): Guess | null {
    if (asked === 'first') return side === undefined ? null : { kind: 'first', side };
    const given = sides.flatMap((one) => {
      const time = times[one.id];
      return typeof time === 'number' ? [[one.id, time] as const] : [];
    });
    return given.length === sides.length ? { kind: 'makespan', seconds: Object.fromEntries(given) } : null;
  }
  function enter(times: Record<string, number | null>, side: string | null | undefined): void {
    setSeconds(times);
    setFirst(side);
    const guess = guessOf(times, side);
    onDraft(guess);
    if (guess) setIncomplete(false);
  }
  function submit(event: SyntheticEvent): void {
    event.preventDefault();
    const guess = guessOf(seconds, first);
    if (guess) onGuess(guess);
    else setIncomplete(true);
  }

  const choices = [...sides, { id: null, name: t('predict.together') }];
  return (
    <div role="group" className="lab-predict needs-script" aria-label={t('predict.title')}>
      <form onSubmit={submit}>
        <p id={id}>
          <b>{t('predict.title')}</b> {t(asked === 'first' ? 'predict.first' : 'predict.makespan')}
        </p>
        {asked === 'first' ? (
          <div role="radiogroup" aria-labelledby={id} className="lab-first">
            {choices.map((side) => (
              <label key={side.id ?? ''}>
                <input
                  type="radio"
                  name={id}
                  checked={first === side.id}
                  disabled={disabled}
                  onChange={() => {
                    enter(seconds, side.id);
                  }}
                />{' '}
                {side.name}
              </label>
            ))}
          </div>
        ) : (
          <div className="lab-guesses">
            {sides.map((side) => (
              <GuessRow
                key={side.id}
                name={side.name}
                seconds={seconds[side.id] ?? null}
                disabled={disabled}
                onSeconds={(time) => {
                  enter({ ...seconds, [side.id]: time }, first);
                }}
              />
            ))}
            <GuessAxis />
          </div>
        )}
        <div className="lab-predict-end">
          <button type="submit" className="plain strong" disabled={disabled}>
            {t('predict.guess')}
          </button>
          <button
            type="button"
            className="plain"
            disabled={disabled}
            onClick={() => {
              onGuess({ kind: 'skipped' });
            }}
          >
            {t('predict.skip')}
          </button>
          <span role="status" className="bad">
            {isIncomplete && t('predict.incomplete')}
          </span>
        </div>
      </form>
    </div>
  );
}
