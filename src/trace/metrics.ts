/** From requests to the numbers beside a timeline. Integer nanoseconds in, seconds and requests per second out. */
import type { Metrics } from '../contract/run.ts';
import { seconds } from './nanoseconds.ts';
import type { RawRequest, RawSide } from '../contract/raw.ts';

/** Rounds a value in seconds, or per second, to nine decimals. */
function round9(value: number): number {
  return Math.round(value * 1e9) / 1e9;
}

/** Nearest rank: the smallest of the sorted values that at least `percent` % of them do not exceed; null of nothing. */
export function nearestRank(sorted: readonly number[], percent: number): number | null {
  // The product first: 95 * 20 / 100 is exactly 19, 0.95 * 20 need not be.
  const rank = Math.max(1, Math.ceil((percent * sorted.length) / 100));
  return sorted[rank - 1] ?? null;
}

/** Something went wrong from the client's view: no whole answer, or an answer of the 5xx class. */
export function isError(request: { status: number | null; error: string | null }): boolean {
  return request.error !== null || (request.status !== null && request.status >= 500);
}

/** How many intervals [from, to) overlap at most. Empty intervals count for their instant. */
export function peakOverlap(intervals: readonly (readonly [number, number])[]): number {
  const starts = intervals.map(([from]) => from).sort((a, b) => a - b);
  const ends = intervals.map(([from, to]) => Math.max(to, from + 1)).sort((a, b) => a - b);
  let open = 0;
  let peak = 0;
  let ended = 0;
  for (const start of starts) {
    while ((ends[ended] ?? Infinity) <= start) {
      ended += 1;
      open -= 1;
    }
    open += 1;
    peak = Math.max(peak, open);
  }
  return peak;
}

/**
 * Metrics of some requests of a side. `threads`, `processes` and `loopHeld` are the side's in every case, because servers
 * share them among all loads. A makespan of 0 gives a throughput of 0: there is no rate to speak of.
 */
export function metricsOf(requests: readonly RawRequest[], shared: Pick<RawSide, 'peaks' | 'loopHeld'>): Metrics {
  const latencies: number[] = [];
  let completed = 0;
  let errors = 0;
  let good = 0;
  let first = Infinity;
  let last = -Infinity;
  for (const [, arrival, , , , end, status, error] of requests) {
    const bad = isError({ status, error });
    first = Math.min(first, arrival);
    if (end !== null) last = Math.max(last, end);
    if (bad) errors += 1;
    if (status === null) continue;
    completed += 1;
    if (!bad) good += 1;
    if (end !== null) latencies.push(end - arrival);
  }
  latencies.sort((a, b) => a - b);
  const makespan = last > first ? last - first : 0;
  const percentile = (percent: number) => {
    const value = nearestRank(latencies, percent);
    return value === null ? null : seconds(value);
  };
  const sum = latencies.reduce((total, value) => total + value, 0);
  return {
    requests: requests.length,
    completed,
    errors,
    makespan: seconds(makespan),
    throughput: makespan === 0 ? 0 : round9(good / seconds(makespan)),
    latency: {
      mean: latencies.length === 0 ? null : seconds(Math.round(sum / latencies.length)),
      p50: percentile(50),
      p95: percentile(95),
      p99: percentile(99),
      max: percentile(100),
    },
    concurrency: {
      handlers: shared.peaks.handlers,
      threads: shared.peaks.threads,
      processes: shared.peaks.processes,
    },
    loopHeld: seconds(shared.loopHeld),
  };
}

/** Requests of one load inside the application at once, at most. */
export function peakHandlers(requests: readonly RawRequest[]): number {
  return peakOverlap(
    requests.flatMap(([, , , started, , end]) => (started === null || end === null ? [] : [[started, end] as const])),
  );
}
