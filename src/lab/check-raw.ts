/**
 * What an engine hands over is text from a place where a stranger's code ran. Here it becomes a RawOutcome or is turned away:
 * bounded in every direction, every index in range, times in order. Written by hand because a run has a hundred thousand rows.
 */
import { longestOutcome, runLimits, traceLimits } from '../contract/limits.ts';
import type { Problem } from '../contract/problem.ts';
import { readProblem } from './read-message.ts';
import {
  states,
  type Printed,
  type RawCalls,
  type RawOutcome,
  type RawRequest,
  type RawSide,
  type RawSpan,
} from '../contract/raw.ts';

/**
 * More than an honest world can hand over, each for its reason: whoever passes one of these is no lab that does much, but one that writes
 * the trace itself. What a lab may do much of has a limit with a name of its own, which ends the run before.
 */
const most = {
  /** Those written until the run ends, and then what is open: of every request and every thread, at the limit and at the end. */
  rows: traceLimits.rows + 2 * (runLimits.requests + traceLimits.threads),
  names: traceLimits.names,
  /** Python counts characters; some of them are two of ours. */
  name: 2 * traceLimits.name,
  /** Several programs may share an entry, and each says how much of its output was cut. */
  output: 3 * traceLimits.outputs,
  bodies: traceLimits.bodies,
  body: traceLimits.body,
  /** Processes, and so threads and whatever else needs one to begin: each start is an event. */
  started: 2 * runLimits.events,
  /** lab.yaml has room for no more of them, nor for a longer id. */
  services: 10_000,
  id: 100_000,
  /** Nanoseconds. The days begin before time 0, but the last may be begun. */
  time: (traceLimits.days + 1) * 86_400e9,
};

class Mismatch extends Error {}

function refuse(what: string): never {
  throw new Mismatch(what);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function integer(value: unknown, what: string, max: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > max) refuse(what);
  return value;
}

function integerOrNull(value: unknown, what: string, max: number): number | null {
  return value === null ? null : integer(value, what, max);
}

function text(value: unknown, what: string, max: number): string {
  if (typeof value !== 'string' || value.length > max) refuse(what);
  return value;
}

function list(value: unknown, what: string, max: number): unknown[] {
  if (!Array.isArray(value) || value.length > max) refuse(what);
  return value;
}

const errors = ['timeout', 'refused', 'reset', 'failed', null] as const;

function requestOf(value: unknown, loads: number, bodies: number): RawRequest {
  const row = list(value, 'a request', 10);
  if (row.length !== 10) refuse('a request');
  const error = errors.find((known) => known === row[7]);
  if (error === undefined) refuse('the error of a request');
  const request: RawRequest = [
    integer(row[0], 'the load of a request', loads - 1),
    integer(row[1], 'a time', most.time),
    integerOrNull(row[2], 'a time', most.time),
    integerOrNull(row[3], 'a time', most.time),
    integerOrNull(row[4], 'a time', most.time),
    integerOrNull(row[5], 'a time', most.time),
    integerOrNull(row[6], 'a status', 999),
    error,
    integer(row[8], 'the size of an answer', Number.MAX_SAFE_INTEGER),
    integerOrNull(row[9], 'the body of an answer', bodies - 1),
  ];
  const [, arrival, , , firstByte, end] = request;
  if (end !== null && end < arrival) refuse('a request that ends before it arrives');
  if (firstByte !== null && (firstByte < arrival || (end !== null && firstByte > end)))
    refuse('a first byte out of order');
  return request;
}

function spanOf(value: unknown, requests: number, names: number): RawSpan {
  const row = list(value, 'a span', 7);
  if (row.length !== 7) refuse('a span');
  const span: RawSpan = [
    integerOrNull(row[0], 'the request of a span', requests - 1),
    integerOrNull(row[1], 'the process of a span', most.started),
    integerOrNull(row[2], 'the thread of a span', most.started),
    integer(row[3], 'the state of a span', states.length - 1),
    integer(row[4], 'a time', most.time),
    integer(row[5], 'a time', most.time),
    integerOrNull(row[6], 'the name of a span', names - 1),
  ];
  if (span[5] < span[4]) refuse('a span that ends before it starts');
  return span;
}

function problemOf(value: unknown): Problem {
  return readProblem(value) ?? refuse('a problem');
}

function printedOf(value: unknown): Printed {
  if (!isRecord(value)) refuse('the output');
  const printed = Object.entries(value);
  if (printed.length > most.started) refuse('the output');
  return Object.fromEntries(
    printed.map(([process, lines]) => [text(process, 'a process', 20), text(lines, 'the output', most.output)]),
  );
}

function callOf(value: unknown): RawCalls {
  const counts = list(value, 'the calls', 2);
  const asked = integer(counts[0], 'the calls', most.started);
  return [asked, integer(counts[1], 'the calls', asked)];
}

function callsOf(value: unknown): NonNullable<RawSide['calls']> {
  if (!isRecord(value)) refuse('the calls');
  const services = Object.entries(value);
  if (services.length > most.services) refuse('the calls');
  return Object.fromEntries(services.map(([service, counts]) => [text(service, 'a service', most.id), callOf(counts)]));
}

function sideOf(value: unknown, loads: number): RawSide {
  if (!isRecord(value)) refuse('a side');
  const bodies = list(value['bodies'], 'the bodies', most.bodies).map((body) => text(body, 'a body', most.body));
  const requests = list(value['requests'], 'the requests', runLimits.requests).map((row) =>
    requestOf(row, loads, bodies.length),
  );
  const on = list(value['on'], 'the names', most.names).map((name) => text(name, 'a name', most.name));
  const spans = (key: string) => list(value[key], key, most.rows).map((row) => spanOf(row, requests.length, on.length));
  const { peaks, calls, output, stopped } = value;
  if (!isRecord(peaks)) refuse('the peaks');
  return {
    requests,
    spans: spans('spans'),
    lanes: spans('lanes'),
    on,
    bodies,
    peaks: {
      handlers: integer(peaks['handlers'], 'a peak', most.started),
      threads: integer(peaks['threads'], 'a peak', most.started),
      processes: integer(peaks['processes'], 'a peak', most.started),
    },
    loopHeld: integer(value['loopHeld'], 'loopHeld', most.time),
    ...(calls !== undefined && { calls: callsOf(calls) }),
    output: printedOf(output),
    events: integer(value['events'], 'the events', Number.MAX_SAFE_INTEGER),
    stopped: isRecord(stopped)
      ? {
          problem: problemOf(stopped['problem']),
          at: integer(stopped['at'], 'a time', most.time),
          since: integerOrNull(stopped['since'] ?? null, 'a time', most.time),
        }
      : null,
  };
}

/**
 * The outcome in the JSON text of an engine's `finished` message; `loads` is how many loads its job had. What does not fit
 * becomes a failure of code `outcome-refused` that names the first thing found wrong.
 */
export function checkRaw(json: string, loads: number): RawOutcome {
  const refused = (detail: string): RawOutcome => ({
    kind: 'failed',
    problem: { code: 'outcome-refused', values: { detail } },
  });
  if (json.length > longestOutcome) return refused('too long');
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    if (error instanceof SyntaxError) return refused('no JSON');
    // Too much for this page, whatever it says.
    return { kind: 'failed', problem: { code: 'limit-memory', values: {} } };
  }
  try {
    if (isRecord(value) && value['kind'] === 'ran') return { kind: 'ran', side: sideOf(value['side'], loads) };
    if (isRecord(value) && value['kind'] === 'failed') {
      const { problem, output } = value;
      return {
        kind: 'failed',
        problem: problemOf(problem),
        ...(output !== undefined && { output: printedOf(output) }),
      };
    }
    return refused('neither a run nor a failure');
  } catch (error) {
    if (error instanceof Mismatch) return refused(error.message);
    throw error;
  }
}
