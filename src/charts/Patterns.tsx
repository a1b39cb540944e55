/** One SVG pattern per state, so that states are told apart without colour. Colours come from charts.css. */
import type { ReactElement } from 'react';
import { states, type State } from '../contract/raw.ts';

/** What is drawn on the ground of a state, on a tile of `size` pixels. */
const drawings: Record<State, { size: number; turn?: number; ink: ReactElement | null }> = {
  backlog: { size: 6.5, turn: 45, ink: <rect width="1.15" height="6.5" /> },
  thread: {
    size: 5,
    ink: (
      <>
        <circle cx="1.2" cy="1.2" r="0.95" />
        <circle cx="3.7" cy="3.7" r="0.95" />
      </>
    ),
  },
  loop: { size: 4, turn: -45, ink: <rect width="1.9" height="4" /> },
  lock: {
    size: 6,
    turn: 45,
    ink: (
      <>
        <rect width="1.3" height="6" />
        <rect width="6" height="1.3" />
      </>
    ),
  },
  core: { size: 4, ink: <rect width="4" height="1.5" /> },
  await: { size: 8, ink: <rect x="1" y="3.5" width="3" height="1" /> },
  blocking: { size: 4, ink: null },
  cpu: { size: 5, ink: <rect width="1" height="5" /> },
};

/** `id` makes the patterns' names unique on a page. */
export function Patterns({ id, only = states }: { id: string; only?: readonly State[] }) {
  return (
    <defs>
      {only.map((state) => {
        const { size, turn, ink } = drawings[state];
        return (
          <pattern
            key={state}
            id={`${id}-${state}`}
            width={size}
            height={size}
            patternUnits="userSpaceOnUse"
            {...(turn !== undefined && { patternTransform: `rotate(${String(turn)})` })}
          >
            <rect className="wl-tint" data-state={state} width={size} height={size} />
            <g className="wl-ink" data-state={state}>
              {ink}
            </g>
          </pattern>
        );
      })}
    </defs>
  );
}

export function fillOf(id: string, state: State): string {
  return `url(#${id}-${state})`;
}
