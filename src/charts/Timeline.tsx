/**
 * The timeline of one side on the time axis of the whole run. Widths are percentages and heights pixels, so it fits every width
 * without being measured, at build time as in the page. Seconds throughout.
 */
import { useId, useMemo, useState } from 'react';
import { translate, type Locale } from '../i18n/i18n.ts';
import type { Run, SideRun } from '../contract/run.ts';
import { describeRequest } from '../trace/describe-request.ts';
import { formatCount } from '../trace/format.ts';
import { nameIn } from '../trace/name.ts';
import { plain } from '../trace/parts.ts';
import { across, timeAxis } from './axis.ts';
import { bandSize } from './bands.ts';
import { Flags, Labels, Ticks } from './Edges.tsx';
import { Explorer } from './Explorer.tsx';
import { Highlight, Marks, percent } from './Marks.tsx';
import { Says } from './Says.tsx';
import { runEnd, scene, type Scene, type View } from './scene.ts';

export interface TimelineProps {
  run: Run;
  /** The side's id. */
  side: string;
  view: View;
  locale: Locale;
  /** Where a replay stands, in seconds: what lies after it is faint. */
  at?: number | null;
  /** What the reader guessed, in seconds. */
  guess?: number | null;
  /** Makes the timeline explorable: pointer and arrow keys choose a request. */
  onSelect?: (request: number | null) => void;
  selected?: number | null;
  /** The right edge of the axis, if it must hold more than the run: the guess, or another run. */
  end?: number;
}

function summary(side: SideRun, shown: Scene, locale: Locale): string {
  const name = nameIn(side.name, locale);
  if (shown.view === 'lanes') return translate(locale, 'chart.lanes.label', { side: name });
  const requests = formatCount(locale, shown.rows);
  const size = formatCount(locale, bandSize(shown.rows));
  return translate(locale, shown.banded ? 'chart.bands.label' : 'chart.requests.label', { side: name, requests, size });
}

export function Timeline({
  run,
  side: sideId,
  view,
  locale,
  at = null,
  guess = null,
  onSelect,
  selected = null,
  end,
}: TimelineProps) {
  const id = useId().replace(/[^\w-]/g, '');
  const side = run.sides.find((candidate) => candidate.id === sideId);
  const [hovered, setHovered] = useState<number | null>(null);
  const shown = useMemo(() => side && scene(side, view), [side, view]);
  const last = useMemo(() => end ?? runEnd(run), [end, run]);
  const sideLast = useMemo(() => (side ? runEnd({ sides: [side] }) : 0), [side]);
  const axis = useMemo(() => timeAxis(last, locale), [last, locale]);
  if (!side || !shown) return null;
  const chosen = hovered ?? selected;
  const words = chosen === null ? null : describeRequest(run, sideId, chosen, locale);
  const hint = translate(locale, 'chart.hint');
  const cursor = at === null ? null : Math.min(at, axis.end);
  const label = summary(side, shown, locale);
  const picture = (
    <svg className="wl-marks" height={shown.height} role="img" aria-label={label}>
      <Marks shown={shown} axis={axis} id={id} end={sideLast} />
      {cursor !== null && (
        <>
          <rect
            className="wl-veil"
            x={percent(across(axis, cursor))}
            width={percent(100 - across(axis, cursor))}
            y={-2}
            height={shown.height + 4}
          />
          <line
            className="wl-cursor"
            x1={percent(across(axis, cursor))}
            x2={percent(across(axis, cursor))}
            y1={-4}
            y2={shown.height + 4}
          />
        </>
      )}
      {guess !== null && (
        <line
          className="wl-guess"
          x1={percent(across(axis, Math.min(guess, axis.end)))}
          x2={percent(across(axis, Math.min(guess, axis.end)))}
          y1={-4}
          y2={shown.height + 4}
        />
      )}
      {chosen !== null && <Highlight side={side} shown={shown} axis={axis} id={id} request={chosen} />}
    </svg>
  );
  return (
    <figure className="wl-timeline" data-view={view}>
      <Flags axis={axis} end={sideLast} cursor={cursor} guess={guess} locale={locale} />
      <Labels shown={shown} locale={locale} />
      {onSelect ? (
        <Explorer
          label={translate(locale, 'chart.explore', { side: nameIn(side.name, locale) })}
          shown={shown}
          side={side}
          axis={axis}
          selected={selected}
          text={words === null ? hint : plain(words)}
          onHover={setHovered}
          onSelect={onSelect}
        >
          {picture}
        </Explorer>
      ) : (
        <div className="wl-plot">{picture}</div>
      )}
      <Ticks axis={axis} />
      {shown.banded && view === 'requests' && (
        <p className="wl-note">
          {translate(locale, 'chart.bands.note', {
            size: formatCount(locale, bandSize(shown.rows)),
          })}
        </p>
      )}
      {view === 'lanes' && side.lanes.length === 0 && (
        <p className="wl-note">{translate(locale, 'chart.lanes.empty')}</p>
      )}
      {onSelect && <p className="wl-words">{words === null ? hint : <Says sentence={words} />}</p>}
    </figure>
  );
}
