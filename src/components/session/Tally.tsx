/** Hands for each choice: counted on the projector or in the notes, and shown as bars with their numbers beside the outcome. */
import { useId } from 'react';
import type { Step } from '../../learn/session/plan.ts';
import type { ShowAction } from '../../learn/session/show.ts';
import { barsOf, handsOf, type Tally as Hands } from '../../learn/session/tally.ts';
import { useWords } from '../lab/words.tsx';

interface TallyProps {
  step: Step;
  hands: Hands;
}

export function TallyChart({ step: { ask, choices }, hands }: TallyProps) {
  const { t } = useWords();
  const bars = barsOf(hands, choices.length);
  return (
    <table className="tally">
      <caption>{t('session.tally.caption', { question: ask, hands: handsOf(hands) })}</caption>
      <thead className="sr-only">
        <tr>
          <th scope="col">{t('session.tally.choice')}</th>
          <th scope="col">{t('session.tally.hands')}</th>
        </tr>
      </thead>
      <tbody>
        {choices.map((choice, index) => {
          const { hands: count, ratio, percent } = bars[index] ?? { hands: 0, ratio: 0, percent: 0 };
          return (
            <tr key={index}>
              <th scope="row">{choice}</th>
              <td>
                <span className="tally-bar" style={{ inlineSize: `${(ratio * 100).toFixed(1)}%` }} />
                <span className="tally-count">{t('session.tally.count', { hands: count, percent })}</span>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

interface CounterProps extends TallyProps {
  index: number;
  dispatch: (deed: ShowAction) => void;
}

/** Buttons and a field for each choice. */
export function HandCounter({ step: { ask, choices }, index, hands, dispatch }: CounterProps) {
  const { t } = useWords();
  const id = useId();
  const bars = barsOf(hands, choices.length);
  const count = (choice: number, value: number): void => {
    dispatch({ kind: 'count', step: index, choices: choices.length, choice, hands: value });
  };
  return (
    <ul className="hands" aria-label={t('session.tally.caption', { question: ask, hands: handsOf(hands) })}>
      {choices.map((choice, at) => {
        const { hands: now, ratio } = bars[at] ?? { hands: 0, ratio: 0 };
        return (
          <li key={at}>
            <label htmlFor={`${id}-${String(at)}`}>{choice}</label>
            <span className="hands-count">
              <button
                type="button"
                aria-label={t('session.tally.fewer', { choice })}
                disabled={now === 0}
                onClick={() => {
                  count(at, now - 1);
                }}
              >
                −
              </button>
              <input
                id={`${id}-${String(at)}`}
                type="number"
                inputMode="numeric"
                min={0}
                max={999}
                value={String(now)}
                onChange={({ target }) => {
                  count(at, target.valueAsNumber);
                }}
              />
              <button
                type="button"
                aria-label={t('session.tally.more', { choice })}
                onClick={() => {
                  count(at, now + 1);
                }}
              >
                +
              </button>
            </span>
            <span className="tally-track" aria-hidden="true">
              <span className="tally-bar" style={{ inlineSize: `${(ratio * 100).toFixed(1)}%` }} />
            </span>
          </li>
        );
      })}
    </ul>
  );
}
