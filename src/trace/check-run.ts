/**
 * What must hold in every run, whatever the lab: the contract's rules as a list of broken ones. Tests of the world use it on
 * real runs, tests of this directory on made ones. Exact: seconds go back to integer nanoseconds first.
 */
import type { Run, RunRequest, SideRun, Span } from '../contract/run.ts';
import { groupBy } from './group-by.ts';
import { metricsOf, peakHandlers } from './metrics.ts';
import { states, type RawRequest } from '../contract/raw.ts';
import { nanoseconds, seconds } from './nanoseconds.ts';

const orNull = (value: number | null) => (value === null ? null : nanoseconds(value));

/** The request as the world counts it; the load's index is of no use here. */
function rawOf(request: RunRequest): RawRequest {
  const { arrival, accepted, started, firstByte, end, status, error, bytes } = request;
  return [
    0,
    nanoseconds(arrival),
    orNull(accepted),
    orNull(started),
    orNull(firstByte),
    orNull(end),
    status,
    error,
    bytes,
    null,
  ];
}

const byStart = (a: Span, b: Span) => a.from - b.from || a.to - b.to;

function requestRules(side: SideRun): string[] {
  const broken: string[] = [];
  if (side.stopped?.since !== undefined && side.stopped.since > side.stopped.at)
    broken.push('it hangs since a moment after its end');
  side.requests.forEach((request, index) => {
    const { id, arrival, firstByte, started, end, status, error } = request;
    const refuse = (what: string) => broken.push(`request ${String(id)}: ${what}`);
    if (id !== index) refuse(`stands at ${String(index)}`);
    if (arrival < 0) refuse('arrives before 0');
    if (end === null && error === null && side.stopped === undefined)
      refuse('has neither an end nor an error, and no limit stopped the run');
    if (end !== null && end < arrival) refuse('ends before it arrives');
    if (end !== null && firstByte !== null && firstByte > end) refuse('has its first byte after its end');
    if (firstByte !== null && firstByte < arrival) refuse('has its first byte before it arrives');
    if (firstByte !== null && started !== null && firstByte < started)
      refuse('has its first byte before its application starts');
    if (end !== null && status === null && error === null) refuse('ended with neither status nor error');
    if (status !== null && (status < 100 || status > 599)) refuse(`has status ${String(status)}`);
    for (const time of [arrival, request.accepted, started, firstByte, end]) {
      if (time !== null && seconds(nanoseconds(time)) !== time)
        refuse(`time ${String(time)} is not rounded to the nanosecond`);
    }
  });
  return broken;
}

function spanRules(side: SideRun): string[] {
  const broken: string[] = [];
  const spans = groupBy(side.spans, ({ request }) => String(request));
  for (const { id, arrival, end, error } of side.requests) {
    const refuse = (what: string) => broken.push(`spans of request ${String(id)}: ${what}`);
    // A request whose client gave up has no end; its spans reach to that moment.
    const last = end ?? (error === null ? side.stopped?.at : undefined);
    const own = (spans.get(String(id)) ?? []).filter(({ from, to }) => from !== to).sort(byStart);
    let reached = arrival;
    for (const { from, to, state } of own) {
      if (from < reached) refuse(`${state} at ${String(from)} overlaps what reaches to ${String(reached)}`);
      if (from > reached) refuse(`nothing between ${String(reached)} and ${String(from)}`);
      reached = Math.max(reached, to);
    }
    if (last !== undefined && reached !== last && last > arrival)
      refuse(`reach to ${String(reached)}, not to its end ${String(last)}`);
  }
  for (const span of [...side.spans, ...side.lanes]) {
    if (span.to < span.from) broken.push(`a span ends at ${String(span.to)}, before it starts at ${String(span.from)}`);
    if (span.request !== null && side.requests[span.request] === undefined)
      broken.push(`a span names request ${String(span.request)}`);
  }
  return broken;
}

/** Stretches of [from, to) that no interval covers; intervals sorted by start. */
function uncovered(from: number, to: number, intervals: readonly Span[]): number {
  let missing = 0;
  let reached = from;
  for (const interval of intervals) {
    if (interval.from >= to) break;
    if (interval.from > reached) missing += interval.from - reached;
    reached = Math.max(reached, interval.to);
  }
  return missing + Math.max(0, to - reached);
}

function laneRules(side: SideRun): string[] {
  const broken: string[] = [];
  for (const [lane, held] of groupBy(side.lanes, ({ process, thread }) => `${String(process)}/${String(thread)}`)) {
    held.sort(byStart);
    held.forEach((now, index) => {
      const before = held[index - 1];
      if (before && now.from < before.to) broken.push(`lane ${lane} holds two things at ${String(now.from)}`);
    });
  }
  const rank = (span: Span) => states.indexOf(span.state);
  const lanes = groupBy(side.lanes, ({ request }) => String(request));
  const spans = groupBy(side.spans, ({ request }) => String(request));
  for (const own of spans.values()) own.sort(byStart);
  for (const span of side.spans) {
    if (span.request === null || (span.state !== 'blocking' && span.state !== 'cpu')) continue;
    const held = (lanes.get(String(span.request)) ?? []).filter(({ state }) => state === span.state).sort(byStart);
    if (nanoseconds(uncovered(span.from, span.to, held)) > 0) {
      broken.push(`request ${String(span.request)} is in ${span.state} at ${String(span.from)}, and no lane shows it`);
    }
  }
  for (const lane of side.lanes) {
    if (lane.request === null) continue;
    const request = side.requests[lane.request];
    if (!request) continue;
    const from = Math.max(lane.from, request.arrival);
    const all = spans.get(String(lane.request)) ?? [];
    // Work after the answer (background tasks), or for a client that gave up, is in lanes only.
    const to = Math.min(lane.to, request.end ?? all.at(-1)?.to ?? request.arrival);
    const own = all.filter((span) => rank(span) <= rank(lane));
    if (to > from && nanoseconds(uncovered(from, to, own)) > 0) {
      broken.push(
        `a lane holds request ${String(lane.request)} in ${lane.state} at ${String(lane.from)}, and its spans disagree`,
      );
    }
  }
  return broken;
}

function metricRules(side: SideRun): string[] {
  const { loads, ...metrics } = side.metrics;
  const loopHeld = nanoseconds(metrics.loopHeld);
  const peaks = metrics.concurrency;
  const differ = (name: string, expected: unknown, found: unknown) =>
    JSON.stringify(expected) === JSON.stringify(found)
      ? []
      : [`metrics ${name} are ${JSON.stringify(found)}, requests say ${JSON.stringify(expected)}`];
  return [
    ...differ('of the side', metricsOf(side.requests.map(rawOf), { peaks, loopHeld }), metrics),
    ...Object.entries(loads).flatMap(([load, found]) => {
      const own = side.requests.filter((request) => request.load === load).map(rawOf);
      const expected = metricsOf(own, { peaks: { ...peaks, handlers: peakHandlers(own) }, loopHeld });
      return differ(`of load ${load}`, expected, found);
    }),
  ];
}

/** The rules that a run breaks, each in one line that begins with the side's id; empty when it keeps to all of them. */
export function checkRun(run: Run): string[] {
  return run.sides.flatMap((side) =>
    [requestRules, spanRules, laneRules, metricRules].flatMap((rules) =>
      rules(side).map((text) => `${side.id}: ${text}`),
    ),
  );
}
