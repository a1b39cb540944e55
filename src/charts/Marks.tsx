/** The picture of one side inside its plot: grid, blocks, and the chosen request. Widths are percentages, heights pixels. */
import { memo } from 'react';
import type { SideRun } from '../contract/run.ts';
import { groupBy } from '../trace/group-by.ts';
import { states, type State } from '../contract/raw.ts';
import { across, type Axis } from './axis.ts';
import type { Block } from './blocks.ts';
import { fillOf, Patterns } from './Patterns.tsx';
import { blocksOfRequest, rowPitch, type Scene } from './scene.ts';

export const percent = (value: number) => `${String(value)}%`;
export const pixel = (value: number) => Math.round(value * 100) / 100;

interface Drawn {
  state: State;
  blocks: readonly Block[];
  shown: Scene;
  axis: Axis;
  id: string;
}

/** Steps across the plot and down it, in which blocks are written: whole numbers are short, and a chapter holds thousands of blocks. */
const grid = 10_000;

/**
 * The blocks as one path on the grid, row by row. Each begins where the last ended, plus a step, and is closed by being filled: what is
 * short and repeats is packed well.
 */
function outline(blocks: readonly Block[], shown: Scene, axis: Axis): string {
  const right = (second: number) => Math.round((across(axis, second) / 100) * grid);
  const down = (pixels: number) => Math.round((pixels / shown.height) * grid);
  const pitch = rowPitch(shown);
  let [x, y] = [0, 0];
  let path = '';
  const sorted = [...blocks].sort((a, b) => a.top - b.top || a.rows - b.rows || a.from - b.from);
  for (const { from, to, top, rows } of sorted) {
    const [left, upper] = [right(from), down(top * pitch + shown.gap / 2)];
    const width = Math.max(1, right(to) - left);
    const height = down((top + rows) * pitch - shown.gap / 2) - upper;
    path += `m${[left - x, upper - y].join(' ')}h${String(width)}v${String(height)}h${String(-width)}`;
    [x, y] = [left, upper + height];
  }
  return path;
}

/**
 * All blocks of one state: its pattern over the whole plot, cut to them. An element for each block made pages that browsers and
 * screen readers were slow with; a path alone would stretch its pattern with the plot.
 */
function ClippedBlocks({ state, blocks, shown, axis, id }: Drawn) {
  const cut = `${id}-${state}-cut`;
  return (
    <>
      <clipPath id={cut} clipPathUnits="objectBoundingBox">
        <path transform={`scale(${String(1 / grid)})`} d={outline(blocks, shown, axis)} />
      </clipPath>
      <rect data-state={state} fill={fillOf(id, state)} width="100%" height={shown.height} clipPath={`url(#${cut})`} />
    </>
  );
}

/** Each block by itself, with a hairline around it: on a lane, one request ends where the next begins. */
function SeparateBlocks({ state, blocks, shown, axis, id }: Drawn) {
  const pitch = rowPitch(shown);
  return (
    <g className="wl-apart" data-state={state} fill={fillOf(id, state)}>
      {blocks.map(({ from, to, top, rows }) => (
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
}

function Blocks({ shown, axis, id }: Pick<Drawn, 'shown' | 'axis' | 'id'>) {
  const Drawing = shown.view === 'lanes' && shown.gap > 0 ? SeparateBlocks : ClippedBlocks;
  return states.map((state) => {
    const blocks = shown.blocks.filter((block) => block.state === state);
    if (blocks.length === 0) return null;
    return <Drawing key={state} state={state} blocks={blocks} shown={shown} axis={axis} id={id} />;
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
      <Blocks shown={shown} axis={axis} id={id} />
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
