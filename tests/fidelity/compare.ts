/** Puts real runs beside virtual ones. Pure. */
import type { FidelityCell, Spread } from '../../src/measurements/fidelity.ts';
import { isWithin } from '../../src/measurements/model.ts';
import { metricsOf } from '../../src/trace/metrics.ts';
import type { RealRun } from './real.ts';
import type { Seen } from './virtual.ts';

/** One side under one load: what the lab says, once or for each seed, and what real servers did each time. */
export interface Pair {
  lab: string;
  side: string;
  requests: number;
  virtual: readonly Seen[];
  real: readonly RealRun[];
}

/** Below this many requests the kernel's ticks of 10 ms say little about one of them. */
const enough = 40;

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  const median = ((sorted[Math.floor(half)] ?? 0) + (sorted[Math.ceil(half) - 1] ?? 0)) / 2;
  return { median, min: sorted[0] ?? 0, max: sorted.at(-1) ?? 0 };
}

const known = (values: readonly (number | null)[]): number[] => values.filter((value) => value !== null);
const middle = (values: readonly (number | null)[]): number | null =>
  known(values).length === 0 ? null : spreadOf(known(values)).median;
/** To the microsecond: what a clock in a client can mean. */
const micro = (value: number): number => Math.round(value * 1e6) / 1e6;
const microOrNull = (value: number | null): number | null => (value === null ? null : micro(value));

/** Seconds that the processes of each side compute per request beyond what the lab burns: the median over its larger loads. */
function costs(pairs: readonly Pair[]): Map<string, number> {
  const sides = Map.groupBy(pairs, ({ lab, side }) => `${lab} ${side}`);
  return new Map(
    [...sides].map(([key, own]) => {
      const large = own.filter(({ requests }) => requests >= enough);
      const each = (large.length > 0 ? large : own).flatMap(({ real, virtual, requests }) =>
        known(real.map(({ computed }) => computed)).map(
          (computed) => (computed - (virtual[0]?.burned ?? 0)) / requests,
        ),
      );
      return [key, Math.max(0, spreadOf(each).median)];
    }),
  );
}

export function cellsOf(pairs: readonly Pair[], noteOf: (cell: FidelityCell) => FidelityCell['note']): FidelityCell[] {
  const cost = costs(pairs);
  return pairs.map(({ lab, side, requests, virtual, real }) => {
    const runs = real.map((one) =>
      metricsOf(one.requests, { peaks: { handlers: 0, threads: 0, processes: 0 }, loopHeld: 0 }),
    );
    const seeds = spreadOf(virtual.map(({ makespan }) => makespan));
    const makespans = spreadOf(runs.map(({ makespan }) => makespan));
    const threads = known(real.map((one) => one.threads));
    const judged = {
      lab,
      side,
      requests,
      real: { median: micro(makespans.median), min: micro(makespans.min), max: micro(makespans.max) },
      virtual: seeds.median,
      seeds: virtual.length > 1 ? { count: virtual.length, min: seeds.min, max: seeds.max } : null,
      cpu: micro(cost.get(`${lab} ${side}`) ?? 0),
    };
    const cell: FidelityCell = {
      ...judged,
      within: isWithin(judged),
      measured: null,
      p50: {
        real: microOrNull(middle(runs.map(({ latency }) => latency.p50))),
        virtual: middle(virtual.map(({ p50 }) => p50)),
      },
      p95: {
        real: microOrNull(middle(runs.map(({ latency }) => latency.p95))),
        virtual: middle(virtual.map(({ p95 }) => p95)),
      },
      threads: {
        real: threads.length > 0 ? Math.max(...threads) : null,
        virtual: Math.max(...virtual.map((one) => one.threads)),
      },
      errors: {
        real: Math.max(0, ...runs.map(({ errors }) => errors)),
        virtual: Math.max(...virtual.map(({ errors }) => errors)),
      },
      note: null,
    };
    return { ...cell, note: noteOf(cell) };
  });
}
