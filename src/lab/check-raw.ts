/**
 * What an engine hands over is text from a place where a stranger's code ran. Here it becomes a RawOutcome or is turned away:
 * bounded in every direction, every index in range, times in order. Written by hand because a run has a hundred thousand rows.
 */
import { runLimits } from '../contract/limits.ts';
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

/** Characters of the whole text, rows, characters of a name and names, characters that one process printed, characters of a body and bodies, processes, services. */
const rawLimits = {
  text: 200_000_000,
  spans: 2_000_000,
  name: 500,
  names: 100_000,
  output: 80_000,
  body: 512,
  bodies: 200,
  processes: 256,
  services: 256,
};

/** The last moment a trace may name: a year of virtual time. */
const maxTime = 366 * 24 * 3600 * 1e9;

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
    integer(row[1], 'a time', maxTime),
    integerOrNull(row[2], 'a time', maxTime),
    integerOrNull(row[3], 'a time', maxTime),
    integerOrNull(row[4], 'a time', maxTime),
    integerOrNull(row[5], 'a time', maxTime),
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
    integerOrNull(row[1], 'the process of a span', 1e6),
    integerOrNull(row[2], 'the thread of a span', 1e6),
    integer(row[3], 'the state of a span', states.length - 1),
    integer(row[4], 'a time', maxTime),
    integer(row[5], 'a time', maxTime),
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
  if (printed.length > rawLimits.processes) refuse('the output');
  return Object.fromEntries(
    printed.map(([process, lines]) => [text(process, 'a process', 20), text(lines, 'the output', rawLimits.output)]),
  );
}

function callOf(value: unknown): RawCalls {
  const counts = list(value, 'the calls', 2);
  const asked = integer(counts[0], 'the calls', 1e9);
  return [asked, integer(counts[1], 'the calls', asked)];
}

function callsOf(value: unknown): NonNullable<RawSide['calls']> {
  if (!isRecord(value)) refuse('the calls');
  const services = Object.entries(value);
  if (services.length > rawLimits.services) refuse('the calls');
  return Object.fromEntries(
    services.map(([service, counts]) => [text(service, 'a service', rawLimits.name), callOf(counts)]),
  );
}

function sideOf(value: unknown, loads: number): RawSide {
  if (!isRecord(value)) refuse('a side');
  const bodies = list(value['bodies'], 'the bodies', rawLimits.bodies).map((body) =>
    text(body, 'a body', rawLimits.body),
  );
  const requests = list(value['requests'], 'the requests', runLimits.requests).map((row) =>
    requestOf(row, loads, bodies.length),
  );
  const on = list(value['on'], 'the names', rawLimits.names).map((name) => text(name, 'a name', rawLimits.name));
  const spans = (key: string) =>
    list(value[key], key, rawLimits.spans).map((row) => spanOf(row, requests.length, on.length));
  const { peaks, calls, output, stopped } = value;
  if (!isRecord(peaks)) refuse('the peaks');
  return {
    requests,
    spans: spans('spans'),
    lanes: spans('lanes'),
    on,
    bodies,
    peaks: {
      handlers: integer(peaks['handlers'], 'a peak', 1e6),
      threads: integer(peaks['threads'], 'a peak', 1e6),
      processes: integer(peaks['processes'], 'a peak', 1e6),
    },
    loopHeld: integer(value['loopHeld'], 'loopHeld', maxTime),
    ...(calls !== undefined && { calls: callsOf(calls) }),
    output: printedOf(output),
    events: integer(value['events'], 'the events', Number.MAX_SAFE_INTEGER),
    stopped: isRecord(stopped)
      ? {
          problem: problemOf(stopped['problem']),
          at: integer(stopped['at'], 'a time', maxTime),
          since: integerOrNull(stopped['since'] ?? null, 'a time', maxTime),
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
  if (json.length > rawLimits.text) return refused('too long');
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return refused('no JSON');
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
