/** Where one request spent its time, in words. */
import type { Locale } from '../i18n/i18n.ts';
import type { Run, RunRequest, Span } from '../contract/run.ts';
import { networkName } from './facts.ts';
import { formatSeconds } from './format.ts';
import { compose, type Part, type Sentence } from './parts.ts';
import { nanoseconds, seconds } from './nanoseconds.ts';

/** More stretches than this are told as one sum per state. */
const maxSegments = 5;

interface Segment {
  state: Span['state'];
  on: string | null;
  /** Seconds, from integer nanoseconds. */
  time: number;
}

/** Stretches of a request in order; neighbours in the same state on the same thing are one. */
function segmentsOf(spans: readonly Span[]): Segment[] {
  const segments: Segment[] = [];
  const add = (state: Span['state'], on: string | null, time: number, last: Segment | undefined) => {
    if (last?.state === state && last.on === on) last.time = seconds(nanoseconds(last.time) + time);
    else segments.push({ state, on, time: seconds(time) });
  };
  for (const { state, on, from, to } of spans)
    if (to > from) add(state, on, nanoseconds(to) - nanoseconds(from), segments.at(-1));
  if (segments.length <= maxSegments) return segments;
  const sums: Segment[] = [];
  for (const { state, time } of segments) {
    const sum = sums.find((known) => known.state === state);
    if (sum) sum.time = seconds(nanoseconds(sum.time) + nanoseconds(time));
    else sums.push({ state, on: null, time });
  }
  return sums;
}

/** `last` is where the spans end: a client that gave up left no other trace of when. */
function outcomeOf(locale: Locale, { arrival, end, status, error }: RunRequest, last: number): Sentence {
  if (end === null && error === null) return compose(locale, 'explain.request.open');
  const latency: Part = {
    kind: 'text',
    text: formatSeconds(locale, seconds(nanoseconds(end ?? last) - nanoseconds(arrival))),
  };
  if (error !== null) return compose(locale, `explain.request.${error}`, { latency });
  return compose(locale, 'explain.request.answered', { latency, status: { kind: 'code', text: String(status) } });
}

/** `id` counts from 0 as in the run; people count from 1. Null for a request that the run does not have. */
export function describeRequest(run: Run, sideId: string, id: number, locale: Locale): Sentence | null {
  const side = run.sides.find((candidate) => candidate.id === sideId);
  const request = side?.requests[id];
  if (!side || !request) return null;
  const spans = side.spans.filter((span) => span.request === id).sort((a, b) => a.from - b.from);
  const number: Part = { kind: 'text', text: String(id + 1) };
  const outcome = outcomeOf(locale, request, spans.at(-1)?.to ?? request.arrival);
  const segments = segmentsOf(spans).map(({ state, on, time: seconds }) => {
    const time: Part = { kind: 'text', text: formatSeconds(locale, seconds) };
    if (state === 'await' && on === networkName) return compose(locale, 'explain.segment.network', { time });
    const code = on === null ? [] : compose(locale, 'explain.code', { code: { kind: 'code', text: on } });
    return compose(locale, `explain.segment.${state}`, { time, code });
  });
  if (segments.length === 0) return compose(locale, 'explain.request.instant', { number, outcome });
  const then = compose(locale, 'explain.request.then');
  return compose(locale, 'explain.request', {
    number,
    outcome,
    segments: segments.flatMap((segment, index) => (index === 0 ? segment : [...then, ...segment])),
  });
}
