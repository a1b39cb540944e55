/** What a timeline of one side shows, before it has a width: rows, their height, and the blocks on them. Pure. */
import type { Run, SideRun, Span } from '../contract/run.ts';
import { groupBy } from '../trace/group-by.ts';
import { bands } from './bands.ts';
import { stack, type Block } from './blocks.ts';

export type View = 'requests' | 'lanes';

/** What a lane stands for. Thread 0 of a process is its main thread: its event loop, or a sync worker. */
export interface Lane {
  process: number | null;
  thread: number | null;
}

export interface Scene {
  view: View;
  rows: number;
  /** Pixels from row to row, and the empty ones of them between two rows. */
  pitch: number;
  gap: number;
  height: number;
  blocks: Block[];
  /** Rows are summed up in bands. */
  banded: boolean;
  /** By requests: the request on each row. By lanes: empty. */
  requests: number[];
  /** By lanes: the lane of each row. By requests: empty. */
  lanes: Lane[];
}

/** More rows than this are summed up in bands. */
export const maxRows = 200;

/** Few rows may be tall; many share about the height of a hand. */
function pitchOf(rows: number): number {
  const steps: [number, number][] = [
    [4, 26],
    [8, 20],
    [12, 15],
    [24, 9],
    [44, 6],
    [70, 3],
    [120, 2],
    [maxRows, 1.25],
  ];
  const [, pitch] = steps.find(([most]) => rows <= most) ?? [0, 230 / rows];
  return pitch;
}

function gapOf(pitch: number): number {
  if (pitch >= 15) return 5;
  if (pitch >= 9) return 3;
  return pitch >= 6 ? 1.5 : 0;
}

/** The last moment of a run, over all sides: where the common time axis ends. Seconds. */
export function runEnd(run: Pick<Run, 'sides'>): number {
  let end = 0;
  for (const side of run.sides) {
    for (const request of side.requests) end = Math.max(end, request.end ?? 0, request.arrival);
    // A client that gave up left no end of its request, but the spans reach to that moment.
    for (const { to } of side.spans) end = Math.max(end, to);
    if (side.stopped) end = Math.max(end, side.stopped.at);
  }
  return end;
}

/** Where the axis ends when guesses lie on it too: room for those up to twice the run; a wilder one stands at the edge. */
export function axisEnd(run: Pick<Run, 'sides'>, guesses: readonly number[]): number {
  const end = runEnd(run);
  return Math.max(end, ...guesses.filter((guess) => guess <= 2 * end));
}

/** Pixels from row to row; a side without requests has the height of one. */
export function rowPitch(shown: Scene): number {
  return shown.height / Math.max(1, shown.rows);
}

function sideEnd(side: SideRun): number {
  return runEnd({ sides: [side] });
}

function sceneOf(view: View, rowSpans: readonly (readonly Span[])[], rows: Pick<Scene, 'requests' | 'lanes'>): Scene {
  const pitch = pitchOf(rowSpans.length);
  const gap = gapOf(pitch);
  const blocks = rowSpans.flatMap((spans, top) =>
    spans.filter(({ from, to }) => to > from).map(({ state, from, to }): Block => ({ state, from, to, top, rows: 1 })),
  );
  return {
    view,
    rows: rowSpans.length,
    pitch,
    gap,
    height: Math.max(26, Math.round(pitch * rowSpans.length)),
    // Rows that touch look the same joined; rows with a gap between them stay apart.
    blocks: gap === 0 ? stack(blocks) : blocks,
    banded: false,
    ...rows,
  };
}

function requestScene(side: SideRun): Scene {
  const sorted = [...side.requests].sort((a, b) => a.arrival - b.arrival || a.id - b.id);
  const requests = sorted.map(({ id }) => id);
  const spans = new Map<number, Span[]>(requests.map((id) => [id, []]));
  for (const span of side.spans) if (span.request !== null) spans.get(span.request)?.push(span);
  const spansOf = (id: number) => spans.get(id) ?? [];
  if (sorted.length <= maxRows) return sceneOf('requests', requests.map(spansOf), { requests, lanes: [] });
  const until = sideEnd(side);
  const rows = sorted.map(({ id, arrival, end, error }) => {
    const own = spansOf(id);
    const last = error === null ? until : Math.max(arrival, ...own.map(({ to }) => to));
    return { arrival, end: end ?? last, spans: own };
  });
  const pitch = pitchOf(rows.length);
  return {
    view: 'requests',
    rows: rows.length,
    pitch,
    gap: 0,
    height: Math.round(pitch * rows.length),
    blocks: stack(bands(rows, until)),
    banded: true,
    requests,
    lanes: [],
  };
}

const laneKey = ({ process, thread }: Lane) => `${String(process)}/${String(thread)}`;

/** Every process and thread that the trace names, in order. */
function lanesOf(side: SideRun): Lane[] {
  const lanes = new Map<string, Lane>();
  for (const { process, thread } of [...side.lanes, ...side.spans]) {
    if (process !== null) lanes.set(laneKey({ process, thread }), { process, thread });
  }
  return [...lanes.values()].sort((a, b) => (a.process ?? 0) - (b.process ?? 0) || (a.thread ?? -1) - (b.thread ?? -1));
}

function laneScene(side: SideRun): Scene {
  const lanes = lanesOf(side);
  const held = groupBy(side.lanes, laneKey);
  const spansOf = (lane: Lane) => held.get(laneKey(lane)) ?? [];
  if (lanes.length <= maxRows) return sceneOf('lanes', lanes.map(spansOf), { requests: [], lanes });
  const until = sideEnd(side);
  const rows = lanes.map((lane) => {
    const spans = spansOf(lane);
    return { arrival: spans[0]?.from ?? 0, end: spans.at(-1)?.to ?? 0, spans };
  });
  const pitch = pitchOf(rows.length);
  const height = Math.round(pitch * rows.length);
  return {
    view: 'lanes',
    rows: rows.length,
    pitch,
    gap: 0,
    height,
    blocks: stack(bands(rows, until)),
    banded: true,
    requests: [],
    lanes,
  };
}

export function scene(side: SideRun, view: View): Scene {
  return view === 'requests' ? requestScene(side) : laneScene(side);
}

/** The row at a height, and the request there; by lanes the one that the lane holds at that second. */
export function requestAt(side: SideRun, shown: Scene, y: number, second: number): number | null {
  const row = Math.floor(y / rowPitch(shown));
  if (shown.view === 'requests') return shown.requests[Math.max(0, Math.min(shown.rows - 1, row))] ?? null;
  const lane = shown.lanes[row];
  if (!lane) return null;
  const held = side.lanes.find(
    (span) => laneKey(span) === laneKey(lane) && span.request !== null && span.from <= second && second < span.to,
  );
  return held?.request ?? null;
}

/** The blocks of one request on the rows of a scene: its row, or its pieces of lanes. */
export function blocksOfRequest(side: SideRun, shown: Scene, request: number): Block[] {
  const blockOf = ({ state, from, to }: Span, top: number): Block => ({ state, from, to, top, rows: 1 });
  if (shown.view === 'requests') {
    const row = shown.requests.indexOf(request);
    return row < 0 ? [] : side.spans.filter((span) => span.request === request).map((span) => blockOf(span, row));
  }
  const rows = new Map(shown.lanes.map((lane, row) => [laneKey(lane), row]));
  return side.lanes
    .filter((span) => span.request === request)
    .flatMap((span) => {
      const row = rows.get(laneKey(span));
      return row === undefined ? [] : [blockOf(span, row)];
    });
}
