/** Names of the states that a run shows, with the pattern each is drawn in. */
import { memo, useId } from 'react';
import { translate, type Locale } from '../i18n/i18n.ts';
import type { Run } from '../contract/run.ts';
import { ownStates, waitStates } from '../trace/facts.ts';
import type { State } from '../contract/raw.ts';
import { fillOf, Patterns } from './Patterns.tsx';

/** States that appear anywhere in the run. */
function statesIn(run: Pick<Run, 'sides'>): Set<State> {
  const present = new Set<State>();
  for (const side of run.sides) {
    for (const { state, from, to } of side.spans) if (to > from) present.add(state);
    for (const { state, from, to } of side.lanes) if (to > from) present.add(state);
  }
  return present;
}

export const Legend = memo(function Legend({ run, locale }: { run: Run; locale: Locale }) {
  const id = useId().replace(/[^\w-]/g, '');
  const present = statesIn(run);
  const group = (title: string, members: readonly State[]) => {
    const shown = members.filter((state) => present.has(state));
    if (shown.length === 0) return null;
    return (
      <div>
        <dt>{title}</dt>
        {shown.map((state) => (
          <dd key={state} title={translate(locale, `state.${state}.long`)}>
            <svg width="26" height="12" aria-hidden="true">
              <Patterns id={`${id}${state}`} only={[state]} />
              <rect className="wl-swatch" fill={fillOf(`${id}${state}`, state)} width="26" height="12" rx="2" />
            </svg>
            {translate(locale, `state.${state}`)}
          </dd>
        ))}
      </div>
    );
  };
  return (
    <dl className="wl-legend" aria-label={translate(locale, 'chart.legend')}>
      {group(translate(locale, 'chart.legend.others'), waitStates)}
      {group(translate(locale, 'chart.legend.own'), ownStates)}
    </dl>
  );
});
