/** Whether requests still did their stated work and were answered as stated: what no exercise may be solved without. Pure. */
import type { RunRequest, SideRun, Span } from '../contract/run.ts';
import { networkName } from '../trace/facts.ts';
import { groupBy } from '../trace/group-by.ts';
import type { Requirement } from './exercise.ts';
import { nanoseconds, seconds } from '../trace/nanoseconds.ts';

export interface RequirementCheck {
  keep: Requirement;
  requests: number;
  /** Requests with an answer of the 2xx or 3xx class. */
  answered: number;
  /** Of them, those that did less than the stated work. */
  short: number;
  /** Seconds of the stated work that the one that did least of it did; Infinity where none was answered or no seconds are stated. */
  least: number;
  /** Calls to services that are missing, all together. */
  missing: number;
  /** Requests that were neither answered with one of the stated bodies nor turned away as they may be. */
  different: number;
  /** Of them, those without an answer of the 2xx or 3xx class. */
  unanswered: number;
  /** The first body that was none of the stated ones. */
  example: string | null;
}

/** A timer may fire this many nanoseconds early. */
const tolerance = 1000;

function isAnswered({ status, error }: RunRequest): boolean {
  return error === null && status !== null && status >= 200 && status < 400;
}

/** Objects are equal whatever the order of their keys. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [Object.entries(a), Object.entries(b)];
  return (
    left.length === right.length &&
    left.every(
      ([key, value]) => Object.hasOwn(b, key) && sameJson(value, (b as Readonly<Record<string, unknown>>)[key]),
    )
  );
}

/** Whether a body says what is stated: the same text, or JSON of the same value. */
export function sameBody(body: string, stated: unknown): boolean {
  if (body === stated) return true;
  try {
    return sameJson(JSON.parse(body), stated);
  } catch {
    return false;
  }
}

/** Nanoseconds that a request spent on the stated work. */
function workOf(spans: readonly Span[], { states, on }: Requirement): number {
  let sum = 0;
  for (const { state, on: name, from, to } of spans) {
    if (name === networkName || !states.some((one) => one === state)) continue;
    if (on && !on.some((start) => name?.startsWith(start))) continue;
    sum += nanoseconds(to) - nanoseconds(from);
  }
  return sum;
}

/** `side`: the requests that `keep` speaks of, and their spans; `calls` are those of the whole side. */
export function checkRequirement(
  keep: Requirement,
  side: Pick<SideRun, 'requests' | 'spans' | 'calls'>,
): RequirementCheck {
  const { bodies, refusals } = keep;
  const spans = groupBy(side.spans, ({ request }) => request);
  const answered = side.requests.filter(isAnswered);
  const works = keep.seconds === undefined ? [] : answered.map(({ id }) => workOf(spans.get(id) ?? [], keep));
  const isStated = ({ body }: RunRequest): boolean =>
    typeof body === 'string' && bodies.some((stated) => sameBody(body, stated));
  const others = answered.filter((request) => !isStated(request));
  const refused = side.requests.filter(({ status, error }) => error === null && refusals.includes(status ?? 0));
  const unanswered = side.requests.length - answered.length - refused.length;
  return {
    keep,
    requests: side.requests.length,
    answered: answered.length,
    short: works.filter((work) => work < nanoseconds(keep.seconds ?? 0) - tolerance).length,
    least: seconds(Math.min(...works)),
    missing: Object.entries(keep.calls).reduce(
      (sum, [service, each]) => sum + Math.max(0, each * answered.length - (side.calls?.[service]?.answered ?? 0)),
      0,
    ),
    different: others.length + unanswered,
    unanswered,
    example: others[0]?.body ?? null,
  };
}
