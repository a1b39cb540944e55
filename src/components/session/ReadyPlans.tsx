/** The plans that the site brings along, to be shown at once. */
import { minutesOf, type Plan } from '../../learn/session/plan.ts';
import { readyFragment } from '../../learn/session/plan-link.ts';
import { useWords } from '../lab/words.tsx';

export function ReadyPlans({ ready, present }: { ready: Readonly<Record<string, Plan>>; present: string }) {
  const { t } = useWords();
  return (
    <ul className="ready-plans">
      {Object.entries(ready).map(([name, plan]) => (
        <li key={name}>
          <a href={`${present}#${readyFragment(name)}`}>{plan.title}</a>{' '}
          <span>{t('session.minutes', { minutes: minutesOf(plan) })}</span>
        </li>
      ))}
    </ul>
  );
}
