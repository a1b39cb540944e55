/** What is asked, one by one, and after a run how it stands. */
import type { Check } from '../../learn/judge.ts';
import { useWords } from '../lab/words.tsx';
import { Feedback } from './Feedback.tsx';

interface ChecklistProps {
  /** Without `holds` as long as nothing was judged. */
  checks: readonly (Pick<Check, 'id' | 'asks'> & Partial<Check>)[];
}

const stateOf = ({ holds }: Partial<Check>): 'open' | 'met' | 'unmet' =>
  holds === undefined ? 'open' : holds ? 'met' : 'unmet';

const marks = { open: '○', met: '✓', unmet: '✗' };

export function Checklist({ checks }: ChecklistProps) {
  const { t, locale } = useWords();
  return (
    <ul className="exercise-checks" aria-label={t('exercise.asked')}>
      {checks.map((check) => {
        const state = stateOf(check);
        return (
          <li key={check.id} data-state={state}>
            <span aria-hidden="true" className="exercise-mark">
              {marks[state]}
            </span>
            <span>
              <span className="sr-only">{t(`exercise.check.${state}`)} </span>
              <Feedback text={check.asks[locale]} />{' '}
              {check.found && (
                <span className="exercise-found">
                  <Feedback text={check.found[locale]} />
                </span>
              )}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
