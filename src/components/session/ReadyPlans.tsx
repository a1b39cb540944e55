/** The plans that the site brings along, to be shown at once. */
import type { ReactNode } from 'react';
import { minutesOf, type Plan } from '../../learn/session/plan.ts';
import { readyFragment } from '../../learn/session/plan-link.ts';
import { useWords } from '../lab/words.tsx';

interface ReadyPlansProps {
  /** By name. */
  ready: Readonly<Record<string, Plan>>;
  /** Address of the presenter view. */
  present: string;
  /** What else can be done with a plan. */
  more?: (plan: Plan) => ReactNode;
}

export function ReadyPlans({ ready, present, more }: ReadyPlansProps) {
  const { t } = useWords();
  return (
    <ul className="ready-plans">
      {Object.entries(ready).map(([name, plan]) => (
        <li key={name}>
          <a href={`${present}#${readyFragment(name)}`}>{plan.title}</a>{' '}
          <span>{t('session.minutes', { minutes: minutesOf(plan) })}</span> {more?.(plan)}
        </li>
      ))}
    </ul>
  );
}
