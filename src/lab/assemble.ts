/** From what the engines hand over to the run of the contract: nanoseconds become seconds, numbers become names. */
import type { Run, RunRequest, SideRun, Span } from '../contract/run.ts';
import { labLoads, loadNames, loadsOf, programId, worldOf, type LoadedLab } from './jobs.ts';
import { metricsOf, peakHandlers } from '../trace/metrics.ts';
import { seconds } from '../trace/nanoseconds.ts';
import { states, type RawRequest, type RawSide, type RawSpan } from '../contract/raw.ts';

const orNull = (nanoseconds: number | null) => (nanoseconds === null ? null : seconds(nanoseconds));

function requestOf(row: RawRequest, id: number, loads: readonly string[], bodies: readonly string[]): RunRequest {
  const [load, arrival, accepted, started, firstByte, end, status, error, bytes, body] = row;
  return {
    id,
    load: loads[load] ?? 'main',
    arrival: seconds(arrival),
    accepted: orNull(accepted),
    started: orNull(started),
    firstByte: orNull(firstByte),
    end: orNull(end),
    status,
    error,
    bytes,
    body: body === null ? null : (bodies[body] ?? null),
  };
}

function spanOf([request, process, thread, state, from, to, on]: RawSpan, names: readonly string[]): Span {
  return {
    request,
    process,
    thread,
    state: states[state] ?? 'await',
    from: seconds(from),
    to: seconds(to),
    on: on === null ? null : (names[on] ?? null),
  };
}

function callsOf(calls: NonNullable<RawSide['calls']>): SideRun['calls'] {
  return Object.fromEntries(
    Object.entries(calls).map(([service, [asked, answered]]) => [service, { asked, answered }]),
  );
}

/**
 * The run of a lab from its sides' traces, in the lab's order. A side that did not run is null and left out.
 * Only loads that the author named are listed under `metrics.loads`.
 */
export function assembleRun(loaded: Pick<LoadedLab, 'name' | 'lab'>, raw: readonly (RawSide | null)[]): Run {
  const { name, lab } = loaded;
  const names = loadNames(lab);
  const named = labLoads(lab).flatMap((load, index) => (load.name === undefined ? [] : [index]));
  const sides = lab.sides.flatMap((side, index): SideRun[] => {
    const trace = raw[index];
    if (!trace) return [];
    const loads = named.map((load) => {
      const own = trace.requests.filter((request) => request[0] === load);
      const peaks = { ...trace.peaks, handlers: peakHandlers(own) };
      return [names[load] ?? 'main', metricsOf(own, { peaks, loopHeld: trace.loopHeld })] as const;
    });
    return [
      {
        id: programId(side, name),
        name: side.name,
        command: side.command,
        metrics: { ...metricsOf(trace.requests, trace), loads: Object.fromEntries(loads) },
        requests: trace.requests.map((row, id) => requestOf(row, id, names, trace.bodies)),
        spans: trace.spans.map((row) => spanOf(row, trace.on)),
        lanes: trace.lanes.map((row) => spanOf(row, trace.on)),
        ...(trace.calls && { calls: callsOf(trace.calls) }),
        output: trace.output,
        ...(trace.stopped && {
          stopped: {
            problem: trace.stopped.problem,
            at: seconds(trace.stopped.at),
            ...(trace.stopped.since !== null && { since: seconds(trace.stopped.since) }),
          },
        }),
      },
    ];
  });
  return {
    lab: name,
    seed: lab.world?.seed ?? 1,
    load: loadsOf(lab),
    world: worldOf(lab),
    ...(lab.world?.cpu === 'measured' && { measured: true as const }),
    sides,
  };
}
