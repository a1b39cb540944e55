/** Makes a timeline explorable by pointer and keyboard. Pixels are measured only when the pointer moves. */
import { useMemo, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react';
import type { SideRun } from '../contract/run.ts';
import type { Axis } from './axis.ts';
import { requestAt, type Scene } from './scene.ts';

/** Where the reader's pointer or arrow keys choose a request: one stop for the Tab key, a slider for assistive technology. */
export function Explorer(props: {
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
