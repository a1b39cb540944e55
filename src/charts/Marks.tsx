/** The picture of one side inside its plot: grid, blocks, and the chosen request. Widths are percentages, heights pixels. */
import { memo } from 'react';
import type { SideRun } from '../lab/contract.ts';
import { groupBy } from '../trace/group-by.ts';
import { states } from '../trace/raw.ts';
import { across, type Axis } from './axis.ts';
import type { Block } from './blocks.ts';
import { fillOf, Patterns } from './Patterns.tsx';
import { blocksOfRequest, rowPitch, type Scene } from './scene.ts';

export const percent = (value: number) => `${String(value)}%`;
export const pixel = (value: number) => Math.round(value * 100) / 100;

function Rectangles({ blocks, shown, axis, id }: { blocks: readonly Block[]; shown: Scene; axis: Axis; id: string }) {
  const pitch = rowPitch(shown);
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
export const Marks = memo(function Marks({
  shown,
  axis,
  id,
  end,
}: {
  shown: Scene;
  axis: Axis;
  id: string;
  end: number;
}) {
  const pitch = rowPitch(shown);
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
export function Highlight({
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
  const pitch = rowPitch(shown);
  const height = Math.max(pitch - shown.gap, 7);
  const first = Math.min(...blocks.map(({ from }) => from));
  const last = Math.max(...blocks.map(({ to }) => to));
  if (blocks.length === 0) return null;
  const rows = groupBy(blocks, ({ top }) => top);
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
