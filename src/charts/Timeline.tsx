/**
 * The timeline of one side on the time axis of the whole run. Widths are percentages and heights pixels, so it fits every width
 * without being measured, at build time as in the page. Seconds throughout.
 */
import { memo, useId, useMemo, useState, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react';
import { translate, type Locale } from '../i18n.ts';
import type { Run, SideRun } from '../lab/contract.ts';
import { describeRequest } from '../trace/describe-request.ts';
import { formatCount, formatSeconds } from '../trace/format.ts';
import { nameIn } from '../trace/name.ts';
import { plain } from '../trace/parts.ts';
import { states } from '../trace/raw.ts';
import { across, clockText, rowLabels, timeAxis, type Axis } from './axis.ts';
import { bandLimits } from './bands.ts';
import type { Block } from './blocks.ts';
import { fillOf, Patterns } from './Patterns.tsx';
import { Says } from './Says.tsx';
import { blocksOfRequest, requestAt, runEnd, scene, type Scene, type View } from './scene.ts';

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

const percent = (value: number) => `${String(value)}%`;
const pixel = (value: number) => Math.round(value * 100) / 100;

function Rectangles({ blocks, shown, axis, id }: { blocks: readonly Block[]; shown: Scene; axis: Axis; id: string }) {
  const pitch = shown.height / Math.max(1, shown.rows);
  return states.map((state) => {
    const own = blocks.filter((block) => block.state === state);
    if (own.length === 0) return null;
    return (
      <g
        key={state}
        fill={fillOf(id, state)}
        data-state={state}
        className={shown.view === 'lanes' && shown.gap > 0 ? 'wl-apart' : undefined}
      >
        {own.map(({ from, to, top, rows }) => (
          <rect
            key={`${String(top)} ${String(from)}`}
            x={percent(across(axis, from))}
            width={percent(Math.round((across(axis, to) - across(axis, from)) * 1e3) / 1e3)}
            y={pixel(top * pitch + shown.gap / 2)}
            height={pixel(rows * pitch - shown.gap)}
          />
        ))}
      </g>
    );
  });
}

/** Everything that stays while a replay moves and a pointer wanders. */
const Marks = memo(function Marks({ shown, axis, id, end }: { shown: Scene; axis: Axis; id: string; end: number }) {
  const pitch = shown.height / Math.max(1, shown.rows);
  return (
    <>
      <Patterns id={id} only={states.filter((state) => shown.blocks.some((block) => block.state === state))} />
      {axis.ticks.map(({ second }) => (
        <line
          key={second}
          className="wl-grid"
          x1={percent(across(axis, second))}
          x2={percent(across(axis, second))}
          y2={shown.height}
        />
      ))}
      {shown.view === 'lanes' &&
        pitch >= 6 &&
        shown.lanes.map((_, row) => (
          <line
            key={row}
            className="wl-lane"
            x2="100%"
            y1={pixel((row + 0.5) * pitch)}
            y2={pixel((row + 0.5) * pitch)}
          />
        ))}
      <Rectangles blocks={shown.blocks} shown={shown} axis={axis} id={id} />
      {shown.gap === 0 && !shown.banded && pitch >= 1 && (
        <>
          <pattern id={`${id}-rows`} width="8" height={pitch} patternUnits="userSpaceOnUse">
            <rect className="wl-hairline" width="8" y={pitch - 0.5} height="0.5" />
          </pattern>
          <rect className="wl-hairlines" fill={`url(#${id}-rows)`} width="100%" height={shown.height} />
        </>
      )}
      {end > 0 && (
        <line
          className="wl-end"
          x1={percent(across(axis, end))}
          x2={percent(across(axis, end))}
          y1={-4}
          y2={shown.height + 4}
        />
      )}
    </>
  );
});

/** The chosen request on top, tall enough to be seen, with a ring around it. */
function Highlight({
  side,
  shown,
  axis,
  id,
  request,
}: {
  side: SideRun;
  shown: Scene;
  axis: Axis;
  id: string;
  request: number;
}) {
  const blocks = blocksOfRequest(side, shown, request);
  const pitch = shown.height / Math.max(1, shown.rows);
  const height = Math.max(pitch - shown.gap, 7);
  const first = Math.min(...blocks.map(({ from }) => from));
  const last = Math.max(...blocks.map(({ to }) => to));
  if (blocks.length === 0) return null;
  const rows = Map.groupBy(blocks, ({ top }) => top);
  return (
    <g className="wl-highlight">
      {[...rows].map(([top, pieces]) => {
        const y = pixel(Math.max(0, Math.min(shown.height - height, (top + 0.5) * pitch - height / 2)));
        const from = shown.view === 'requests' ? first : Math.min(...pieces.map((piece) => piece.from));
        const to = shown.view === 'requests' ? last : Math.max(...pieces.map((piece) => piece.to));
        return (
          <g key={top}>
            <rect
              className="wl-halo"
              x={percent(across(axis, from))}
              width={percent(across(axis, to - from))}
              y={y - 2}
              height={height + 4}
            />
            {pieces.map((piece) => (
              <rect
                key={piece.from}
                fill={fillOf(id, piece.state)}
                x={percent(across(axis, piece.from))}
                width={percent(across(axis, piece.to - piece.from))}
                y={y}
                height={height}
              />
            ))}
            <rect
              className="wl-ring"
              x={percent(across(axis, from))}
              width={percent(across(axis, to - from))}
              y={y - 1}
              height={height + 2}
            />
          </g>
        );
      })}
    </g>
  );
}

function Labels({ shown, locale }: { shown: Scene; locale: Locale }) {
  const pitch = shown.height / Math.max(1, shown.rows);
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

function Ticks({ axis }: { axis: Axis }) {
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

/** A line across the plot with its text in the space above; the text turns to the left where the right edge is near. */
function Marker({
  axis,
  second,
  text,
  kind,
}: {
  axis: Axis;
  second: number;
  text: string;
  kind: 'end' | 'guess' | 'cursor';
}) {
  const x = across(axis, Math.min(second, axis.end));
  return (
    <text
      className={`wl-marker wl-marker-${kind}`}
      x={percent(x)}
      dx={x > 85 ? -5 : 5}
      y={10}
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

function summary(side: SideRun, shown: Scene, locale: Locale): string {
  const name = nameIn(side.name, locale);
  if (shown.view === 'lanes') return translate(locale, 'chart.lanes.label', { side: name });
  const requests = formatCount(locale, shown.rows);
  const size = formatCount(locale, Math.ceil(shown.rows / bandLimits.bands));
  return translate(locale, shown.banded ? 'chart.bands.label' : 'chart.requests.label', { side: name, requests, size });
}

/** Where the reader's pointer or arrow keys choose a request: one stop for the Tab key, a slider for assistive technology. */
function Explorer(props: {
  label: string;
  shown: Scene;
  side: SideRun;
  axis: Axis;
  selected: number | null;
  text: string;
  onHover: (request: number | null) => void;
  onSelect: (request: number | null) => void;
  children: ReactNode;
}) {
  const { label, shown, side, axis, selected, text, onHover, onSelect, children } = props;
  const order = useMemo(
    () => [...side.requests].sort((a, b) => a.arrival - b.arrival || a.id - b.id).map(({ id }) => id),
    [side],
  );
  const place = selected === null ? -1 : order.indexOf(selected);
  const pointed = (event: MouseEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const second = ((event.clientX - box.left) / Math.max(1, box.width)) * axis.end;
    return requestAt(side, shown, event.clientY - box.top, second);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const last = order.length - 1;
    const steps: Record<string, number> = {
      ArrowDown: place + 1,
      ArrowRight: place + 1,
      ArrowUp: place < 0 ? last : place - 1,
      ArrowLeft: place < 0 ? last : place - 1,
      PageDown: place + 10,
      PageUp: place - 10,
      Home: 0,
      End: last,
    };
    const step = steps[event.key];
    if (event.key === 'Escape' && selected !== null) onSelect(null);
    else if (step !== undefined) onSelect(order[Math.max(0, Math.min(last, step))] ?? null);
    else return;
    event.preventDefault();
  };
  return (
    <div
      className="wl-plot"
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-orientation="vertical"
      aria-valuemin={1}
      aria-valuemax={Math.max(1, order.length)}
      aria-valuenow={Math.max(1, place + 1)}
      aria-valuetext={text}
      onKeyDown={onKeyDown}
      onPointerMove={(event) => {
        onHover(pointed(event));
      }}
      onPointerLeave={() => {
        onHover(null);
      }}
      onClick={(event) => {
        onSelect(pointed(event));
      }}
    >
      {children}
    </div>
  );
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
  const last = end ?? runEnd(run);
  const axis = useMemo(() => timeAxis(last, locale), [last, locale]);
  if (!side || !shown) return null;
  const sideLast = runEnd({ sides: [side] });
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
      <svg className="wl-flags" height={16} aria-hidden="true">
        {(cursor === null || apart(axis, cursor, sideLast)) && sideLast > 0 && (
          <Marker axis={axis} second={sideLast} text={formatSeconds(locale, sideLast)} kind="end" />
        )}
        {cursor !== null && (
          <Marker axis={axis} second={cursor} text={clockText(locale, cursor, axis.end)} kind="cursor" />
        )}
        {guess !== null && cursor === null && (
          <Marker
            axis={axis}
            second={guess}
            text={translate(locale, 'chart.guess', { time: formatSeconds(locale, guess) })}
            kind="guess"
          />
        )}
      </svg>
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
            size: formatCount(locale, Math.ceil(shown.rows / bandLimits.bands)),
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
