/** What stands around a plot: labels of rows at its left, ticks below it, texts of its lines above it. */
import { translate, type Locale } from '../i18n/i18n.ts';
import { formatSeconds } from '../trace/format.ts';
import { across, clockText, rowLabels, type Axis } from './axis.ts';
import { percent, pixel } from './Marks.tsx';
import { rowPitch, type Scene } from './scene.ts';

export function Labels({ shown, locale }: { shown: Scene; locale: Locale }) {
  const pitch = rowPitch(shown);
  return (
    <svg className="wl-labels" height={shown.height} aria-hidden="true">
      {rowLabels(shown, locale).map(({ row, text }) => (
        <text key={row} x="100%" y={pixel((row + 0.5) * pitch)} dy="0.35em" textAnchor="end">
          {text}
        </text>
      ))}
    </svg>
  );
}

export function Ticks({ axis }: { axis: Axis }) {
  return (
    <svg className="wl-ticks" height={20} aria-hidden="true">
      {axis.ticks.map(({ second, label, minor }) => (
        <text
          key={second}
          className={minor ? 'wl-minor' : undefined}
          x={percent(across(axis, second))}
          y={14}
          textAnchor={second === 0 ? 'start' : across(axis, second) > 96 ? 'end' : 'middle'}
        >
          {label}
        </text>
      ))}
    </svg>
  );
}

/** The text of a line across the plot; it turns to the left where the right edge is near. */
function Marker({
  axis,
  second,
  text,
  kind,
  y,
}: {
  axis: Axis;
  second: number;
  text: string;
  kind: 'end' | 'guess' | 'cursor';
  y: number;
}) {
  const x = across(axis, Math.min(second, axis.end));
  return (
    <text
      className={`wl-marker wl-marker-${kind}`}
      x={percent(x)}
      dx={x > 85 ? -5 : 5}
      y={y}
      textAnchor={x > 85 ? 'end' : 'start'}
    >
      {text}
    </text>
  );
}

/** The replay has passed the end, and both texts fit beside each other. */
function apart(axis: Axis, cursor: number, end: number): boolean {
  return across(axis, cursor) - across(axis, end) > 22;
}

/** Seconds: where the side ended, where the replay stands, what the reader guessed. */
export function Flags(props: { axis: Axis; end: number; cursor: number | null; guess: number | null; locale: Locale }) {
  const { axis, end, cursor, guess, locale } = props;
  // A guess has a line of its own: it may lie anywhere, above the end too.
  const y = guess === null ? 10 : 25;
  const beyond = guess !== null && guess > axis.end;
  const time = guess === null ? '' : formatSeconds(locale, guess);
  return (
    <svg className="wl-flags" height={y + 6} aria-hidden="true">
      {end > 0 && (cursor === null || apart(axis, cursor, end)) && (
        <Marker axis={axis} second={end} text={formatSeconds(locale, end)} kind="end" y={y} />
      )}
      {cursor !== null && (
        <Marker axis={axis} second={cursor} text={clockText(locale, cursor, axis.end)} kind="cursor" y={y} />
      )}
      {guess !== null && (
        <Marker
          axis={axis}
          second={guess}
          text={translate(locale, beyond ? 'chart.guess.beyond' : 'chart.guess', { time })}
          kind="guess"
          y={10}
        />
      )}
    </svg>
  );
}
