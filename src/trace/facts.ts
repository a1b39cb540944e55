/** What the sentences about a side are made of: counts and means that follow from its requests and spans. */
import type { SideMetrics, SideRun, Span } from '../contract/run.ts';
import { groupBy } from './group-by.ts';
import { isError, peakOverlap } from './metrics.ts';
import { states, type State } from '../contract/raw.ts';
import { nanoseconds, seconds } from './nanoseconds.ts';

/** How much of one state the requests of a side saw: requests that were in it, seconds in total and per such request. */
export interface Stay {
  requests: number;
  total: number;
  mean: number;
}

/** Seconds, requests, requests per second. Every leaf is reachable by a dotted path, as in `waits.backlog.mean`. */
export interface SideFacts extends SideMetrics {
  /** Answered, and not with an error. */
  good: number;
  /** Neither answered nor failed when the run was stopped. */
  open: number;
  stoppedAt: number | null;
  failures: { timeout: number; refused: number; reset: number; failed: number; status: Record<string, number> };
  timeInState: Record<State, Stay>;
  /** On the way there and back, and before a full backlog let them in; part of the stay in `await`. */
  network: Stay;
  /** Requests in the hands of a worker at once, at most: in the busiest process, and in all together. */
  perProcess: number;
  busy: number;
  /** Processes that had requests in hand. */
  workers: number;
  /** Requests that ran on a thread at once, at most. */
  running: number;
}

/** States in which a request is held up by others, in the order in which a sentence prefers them. */
export const waitStates = ['backlog', 'thread', 'loop', 'lock', 'core'] as const satisfies State[];
export type WaitState = (typeof waitStates)[number];

/** States in which a request's own work passes. */
export const ownStates = ['await', 'blocking', 'cpu'] as const satisfies State[];

/** What the world calls the way between client and server. */
export const networkName = 'network';

/** When a run that was ended early came to its end: of one that hangs, when the last thing happened. Seconds; null for a whole run. */
export const stoppedAt = ({ stopped }: Pick<SideRun, 'stopped'>): number | null =>
  stopped?.since ?? stopped?.at ?? null;

/** Whether a side was ended because nothing could answer its requests any more. */
export const hangs = ({ stopped }: Pick<SideRun, 'stopped'>): boolean => stopped?.problem.hang !== undefined;

const interval = ({ from, to }: Span) => [nanoseconds(from), nanoseconds(to)] as const;

function stayOf(spans: readonly Span[]): Stay {
  const times = new Map<number, number>();
  for (const { request, from, to } of spans) {
    if (request !== null && to > from)
      times.set(request, (times.get(request) ?? 0) + nanoseconds(to) - nanoseconds(from));
  }
  const total = [...times.values()].reduce((sum, time) => sum + time, 0);
  return {
    requests: times.size,
    total: seconds(total),
    mean: times.size === 0 ? 0 : seconds(Math.round(total / times.size)),
  };
}

function staysOf(spans: readonly Span[]): Record<State, Stay> {
  const byState = groupBy(spans, ({ state }) => state);
  return Object.fromEntries(states.map((state) => [state, stayOf(byState.get(state) ?? [])])) as Record<State, Stay>;
}

/** Runs are never changed, and sentences about one are asked for more than once. */
const known = new WeakMap<SideRun, SideFacts>();

export function factsOf(side: SideRun): SideFacts {
  const facts = known.get(side) ?? gather(side);
  known.set(side, facts);
  return facts;
}

function gather(side: SideRun): SideFacts {
  const failures: SideFacts['failures'] = { timeout: 0, refused: 0, reset: 0, failed: 0, status: {} };
  for (const { error, status } of side.requests) {
    if (error !== null) failures[error] += 1;
    else if (status !== null && status >= 500) failures.status[status] = (failures.status[status] ?? 0) + 1;
  }
  const inHand = side.spans.filter(
    ({ request, state, from, to }) => request !== null && state !== 'backlog' && to > from,
  );
  const processes = groupBy(
    inHand.filter(({ process }) => process !== null),
    ({ process }) => process,
  );
  const running = inHand.filter(({ state }) => state === 'blocking' || state === 'cpu' || state === 'core');
  return {
    ...side.metrics,
    good: side.requests.filter((request) => request.status !== null && !isError(request)).length,
    open: side.requests.filter(({ end, error }) => end === null && error === null).length,
    stoppedAt: stoppedAt(side),
    failures,
    timeInState: staysOf(side.spans),
    network: stayOf(side.spans.filter(({ state, on }) => state === 'await' && on === networkName)),
    perProcess: Math.max(0, ...[...processes.values()].map((spans) => peakOverlap(spans.map(interval)))),
    busy: peakOverlap(inHand.map(interval)),
    workers: processes.size,
    running: peakOverlap(running.map(interval)),
  };
}

/** Facts of every side by its id: what the numbers of a sentence are read from. */
export function factsTree(run: { sides: readonly SideRun[] }): Record<string, SideFacts> {
  return Object.fromEntries(run.sides.map((side) => [side.id, factsOf(side)]));
}

/** What the spans of some states name most of the time; null when they name nothing. */
export function mainName(spans: readonly Span[], wanted: readonly State[]): string | null {
  const times = new Map<string, number>();
  for (const { state, on, from, to } of spans) {
    if (on !== null && wanted.includes(state)) times.set(on, (times.get(on) ?? 0) + to - from);
  }
  let main: string | null = null;
  let most = 0;
  for (const [name, time] of times) if (time > most) [main, most] = [name, time];
  return main;
}
