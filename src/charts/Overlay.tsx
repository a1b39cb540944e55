/** Two runs of one side laid over each other: how many requests were answered by when, on one time axis. */
import { translate, type Locale } from '../i18n/i18n.ts';
import type { SideRun } from '../contract/run.ts';
import { formatCount, formatSeconds } from '../trace/format.ts';
import { nameIn } from '../trace/name.ts';
import { answeredAt, answeredPath } from './answered.ts';
import { timeAxis } from './axis.ts';
import { Ticks } from './Edges.tsx';

interface OverlayProps {
  first: SideRun;
  second: SideRun;
  /** Seconds at the right edge. */
  end: number;
  locale: Locale;
}

export function Overlay({ first, second, end, locale }: OverlayProps) {
  const axis = timeAxis(end, locale);
  const [before, after] = [answeredAt(first), answeredAt(second)];
  const most = Math.max(1, first.requests.length, second.requests.length);
  const said = (ends: readonly number[]) => ({
    count: formatCount(locale, ends.length),
    time: formatSeconds(locale, ends.at(-1) ?? 0),
  });
  const [one, other] = [said(before), said(after)];
  const label = translate(locale, 'compare.overlay', {
    side: nameIn(second.name, locale),
    countA: one.count,
    timeA: one.time,
    countB: other.count,
    timeB: other.time,
  });
  return (
    <figure className="wl-timeline wl-overlay">
      <svg className="wl-labels" height={90} aria-hidden="true">
        <text x="100%" y={10} textAnchor="end">
          {formatCount(locale, most)}
        </text>
        <text x="100%" y={88} textAnchor="end">
          {formatCount(locale, 0)}
        </text>
      </svg>
      <svg
        className="wl-plot"
        height={90}
        viewBox="0 0 1000 1000"
        preserveAspectRatio="none"
        role="img"
        aria-label={label}
      >
        <path className="wl-overlay-a" d={answeredPath(before, axis.end, most)} />
        <path className="wl-overlay-b" d={answeredPath(after, axis.end, most)} />
      </svg>
      <Ticks axis={axis} />
    </figure>
  );
}
