/** A plan on paper, or before any script has run: what is shown when, what to say and what to ask. */
import type { Catalog } from '../../learn/session/catalog.ts';
import { subjectOf } from '../../learn/session/catalog.ts';
import type { Plan } from '../../learn/session/plan.ts';
import { translate, type Locale, type UiKey } from '../../i18n/i18n.ts';

interface PlanSheetProps {
  locale: Locale;
  plan: Plan;
  catalog: Catalog;
}

/** When each step begins, in minutes from the start. */
function starts({ steps }: Plan): number[] {
  let at = 0;
  return steps.map(({ minutes }) => {
    const from = at;
    at += minutes;
    return from;
  });
}

export function PlanSheet({ locale, plan, catalog }: PlanSheetProps) {
  const t = (key: UiKey, values?: Record<string, string | number>) => translate(locale, key, values);
  const from = starts(plan);
  return (
    <ol className="plan-sheet">
      {plan.steps.map((step, index) => {
        const subject = subjectOf(catalog, step);
        const change = subject.kind === 'lab' ? subject.change : null;
        return (
          <li key={index}>
            <p className="plan-sheet-when">
              {t('session.sheet.when', { from: from[index] ?? 0, to: (from[index] ?? 0) + step.minutes })}
              {' · '}
              {t(`session.kind.${step.kind}`)}
            </p>
            <p className="plan-sheet-what">
              {'address' in subject ? <a href={subject.address}>{subject.title}</a> : subject.title}
              {change && <> {t('session.sheet.change', { change: change.name })}</>}
            </p>
            {step.kind === 'section' && step.idea !== '' && <p>{step.idea}</p>}
            {step.say !== '' && (
              <p>
                <b>{t('session.say')}</b> {step.say}
              </p>
            )}
            {step.ask !== '' && (
              <p>
                <b>{t('session.ask')}</b> {step.ask}
              </p>
            )}
            {step.choices.length > 0 && (
              <ul>
                {step.choices.map((choice, at) => (
                  <li key={at}>{choice}</li>
                ))}
              </ul>
            )}
          </li>
        );
      })}
    </ol>
  );
}
