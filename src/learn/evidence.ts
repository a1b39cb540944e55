/**
 * What an exercise is judged by: every number that its inequalities and its messages may ask of a run, as a tree of sides. Pure.
 * `fastapi.p95`, `fastapi.loads.probe.statuses.503`, `fastapi.share.loop`, `fastapi.calls.stock`, `fastapi.answered.stock`, `fastapi.kept.short`.
 */
import type { Run, RunRequest, SideRun, Span } from '../contract/run.ts';
import { labLoads, loadNames, type LoadedLab } from '../lab/jobs.ts';
import { factsOf, networkName, type SideFacts } from '../trace/facts.ts';
import { groupBy } from '../trace/group-by.ts';
import { peakOverlap } from '../trace/metrics.ts';
import { states, type State } from '../contract/raw.ts';
import type { Requirement } from './exercise.ts';
import { checkRequirement, type RequirementCheck } from './requirements.ts';
import { nanoseconds } from '../trace/nanoseconds.ts';

export interface LoadEvidence extends SideFacts {
  /** Answers by status, such as `503`; the common ones are there with 0. */
  statuses: Record<string, number>;
  /** The part of all requests' time that passed in each state, 0 to 1. */
  share: Record<State, number>;
  /** Requests in each state at once, at most. */
  peak: Record<State, number>;
}

export interface SideEvidence extends LoadEvidence {
  loads: Record<string, LoadEvidence>;
  /** How often each service was asked, by its id: counted where it was asked, whatever anybody printed. */
  calls: Record<string, number>;
  /** Of them, those that it answered with a status of the 2xx or 3xx class while whoever asked was there. */
  answered: Record<string, number>;
  /** Sums over `keeps`: requests that did too little work, the least that one did in seconds, answers that are not the stated one. */
  kept: { short: number; least: number; different: number };
}

export interface Evidence {
  /** By the id of the side. */
  sides: Record<string, SideEvidence>;
  /** One for each of `keeps` and each side that it speaks of. */
  kept: RequirementCheck[];
}

const common = [200, 201, 202, 204, 301, 302, 400, 401, 403, 404, 409, 422, 429, 500, 502, 503, 504];

function statusesOf(requests: readonly RunRequest[]): Record<string, number> {
  const counts: Record<string, number> = Object.fromEntries(common.map((status) => [status, 0]));
  for (const { status } of requests) if (status !== null) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

const interval = ({ from, to }: Span): [number, number] => [nanoseconds(from), nanoseconds(to)];

function loadEvidence(side: SideRun): LoadEvidence {
  const facts = factsOf(side);
  const timeInState = Object.entries(facts.timeInState);
  const total = timeInState.reduce((sum, [, stay]) => sum + stay.total, 0);
  const share = timeInState.map(([state, stay]) => [state, total === 0 ? 0 : stay.total / total] as const);
  const spans = groupBy(
    side.spans.filter(({ request, on }) => request !== null && on !== networkName),
    ({ state }) => state,
  );
  const peak = states.map((state) => [state, peakOverlap((spans.get(state) ?? []).map(interval))] as const);
  return {
    ...facts,
    statuses: statusesOf(side.requests),
    share: Object.fromEntries(share) as Record<State, number>,
    peak: Object.fromEntries(peak) as Record<State, number>,
  };
}

/** A side as if it had served one load only. */
function ofLoad(side: SideRun, load: string): SideRun {
  const requests = side.requests.filter((request) => request.load === load);
  const ids = new Set(requests.map(({ id }) => id));
  const own = ({ request }: Span): boolean => request !== null && ids.has(request);
  const { loads, ...rest } = side.metrics;
  return {
    ...side,
    metrics: { ...rest, ...loads[load], loads: {} },
    requests,
    spans: side.spans.filter(own),
    lanes: side.lanes.filter(own),
  };
}

export function evidenceOf(keeps: readonly Requirement[], { lab }: Pick<LoadedLab, 'lab'>, run: Run): Evidence {
  const names = loadNames(lab).filter((name) => labLoads(lab).some((load) => load.name === name));
  const all: RequirementCheck[] = [];
  const sides = run.sides.map((side): [string, SideEvidence] => {
    const calls = Object.entries(side.calls ?? {});
    const kept = keeps
      .filter((keep) => keep.side === undefined || keep.side === side.id)
      .map((keep) => checkRequirement(keep, keep.load === undefined ? side : ofLoad(side, keep.load)));
    all.push(...kept);
    return [
      side.id,
      {
        ...loadEvidence(side),
        loads: Object.fromEntries(names.map((name) => [name, loadEvidence(ofLoad(side, name))])),
        calls: Object.fromEntries(calls.map(([service, { asked }]) => [service, asked])),
        answered: Object.fromEntries(calls.map(([service, { answered }]) => [service, answered])),
        kept: {
          short: kept.reduce((sum, { short }) => sum + short, 0),
          least: Math.min(...kept.map(({ least }) => least)),
          different: kept.reduce((sum, { different }) => sum + different, 0),
        },
      },
    ];
  });
  return { sides: Object.fromEntries(sides), kept: all };
}
