/**
 * What the reader is asked before the result is shown: a time per side, typed or drawn on an axis, which side is first, or which of the
 * lab's choices is true.
 */
import { useId, useState, type SyntheticEvent } from 'react';
import type { LabPage } from '../../contract/page.ts';
import type { Guess } from '../../learn/prediction.ts';
import { GuessAxis, GuessRow } from './GuessRow.tsx';
import { useWords, type Speak } from './words.tsx';

interface Side {
  id: string;
  name: string;
}

interface PredictProps {
  asked: NonNullable<LabPage['predict']>;
  sides: readonly Side[];
  disabled: boolean;
  /** What has been entered so far; null while it is no whole guess. */
  onDraft: (guess: Guess | null) => void;
  onGuess: (guess: Guess) => void;
}

interface Option {
  key: string;
  text: string;
  guess: Guess;
}

/** Null where times are asked. */
function optionsOf(asked: PredictProps['asked'], sides: readonly Side[], { t, label }: Speak): Option[] | null {
  if (asked === 'makespan') return null;
  if (asked === 'first') {
    const together: Option = { key: '', text: t('predict.together'), guess: { kind: 'first', side: null } };
    const one = ({ id, name }: Side): Option => ({ key: id, text: name, guess: { kind: 'first', side: id } });
    return [...sides.map(one), together];
  }
  return asked.choices.map(({ id, text }) => ({ key: id, text: label(text), guess: { kind: 'choice', choice: id } }));
}

export function Predict({ asked, sides, disabled, onDraft, onGuess }: PredictProps) {
  const words = useWords();
  const { t, label } = words;
  const id = useId();
  const [seconds, setSeconds] = useState<Record<string, number | null>>({});
  const [chosen, setChosen] = useState<Option | null>(null);
  const [isIncomplete, setIncomplete] = useState(false);

  const options = optionsOf(asked, sides, words);

  function guessOf(times: Record<string, number | null>): Guess | null {
    const given = sides.flatMap((one) => {
      const time = times[one.id];
      return typeof time === 'number' ? [[one.id, time] as const] : [];
    });
    return given.length === sides.length ? { kind: 'makespan', seconds: Object.fromEntries(given) } : null;
  }
  function enter(guess: Guess | null): void {
    onDraft(guess);
    if (guess) setIncomplete(false);
  }
  function submit(event: SyntheticEvent): void {
    event.preventDefault();
    const guess = options ? (chosen?.guess ?? null) : guessOf(seconds);
    if (guess) onGuess(guess);
    else setIncomplete(true);
  }

  const question = typeof asked === 'object' ? label(asked.asks) : t(`predict.${asked}`);
  return (
    <div role="group" className="lab-predict needs-script" aria-label={t('predict.title')}>
      <form onSubmit={submit}>
        <p id={id}>
          <b>{t('predict.title')}</b> {question}
        </p>
        {options ? (
          <div
            role="radiogroup"
            aria-labelledby={id}
            className="lab-options"
            data-asked={typeof asked === 'object' ? 'choice' : asked}
          >
            {options.map((option) => (
              <label key={option.key}>
                <input
                  type="radio"
                  name={id}
                  checked={chosen?.key === option.key}
                  disabled={disabled}
                  onChange={() => {
                    setChosen(option);
                    enter(option.guess);
                  }}
                />{' '}
                {option.text}
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
                  const times = { ...seconds, [side.id]: time };
                  setSeconds(times);
                  enter(guessOf(times));
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
            {isIncomplete && t(options ? 'predict.choose' : 'predict.incomplete')}
          </span>
        </div>
      </form>
    </div>
  );
}
