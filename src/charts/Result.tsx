/** A whole run: for each side why, the timeline and the numbers; below them one legend. Drawn at build time as in the page. */
import type { Locale } from '../i18n/i18n.ts';
import type { Run } from '../contract/run.ts';
import { nameIn } from '../trace/name.ts';
import { Legend } from './Legend.tsx';
import { Numbers } from './Numbers.tsx';
import { Explanation } from './Says.tsx';
import { axisEnd, type View } from './scene.ts';
import { Timeline } from './Timeline.tsx';

/** A request of a side, by the side's id and the request's. */
export interface Chosen {
  side: string;
  request: number;
}

export interface ResultProps {
  run: Run;
  locale: Locale;
  view?: View;
  /** Seconds; see Timeline. */
  at?: number | null;
  /** Guesses by side id, in seconds. */
  guesses?: Record<string, number>;
  selected?: Chosen | null;
  onSelect?: (chosen: Chosen | null) => void;
}

export function Result({
  run,
  locale,
  view = 'requests',
  at = null,
  guesses = {},
  selected = null,
  onSelect,
}: ResultProps) {
  return (
    <div className="wl-result">
      {run.sides.map((side) => (
        <div key={side.id} role="group" className="wl-side" aria-label={nameIn(side.name, locale)}>
          <header>
            <b>{nameIn(side.name, locale)}</b>
            <code>{side.command}</code>
          </header>
          <Explanation run={run} side={side.id} locale={locale} />
          <Timeline
            run={run}
            side={side.id}
            view={view}
            locale={locale}
            at={at}
            end={axisEnd(run, Object.values(guesses))}
            guess={guesses[side.id] ?? null}
            selected={selected?.side === side.id ? selected.request : null}
            {...(onSelect && {
              onSelect: (request: number | null) => {
                onSelect(request === null ? null : { side: side.id, request });
              },
            })}
          />
          <Numbers side={side} locale={locale} />
        </div>
      ))}
      <Legend run={run} locale={locale} />
    </div>
  );
}
