/**
 * What the world hands over for one side: integers of virtual nanoseconds since every server of the side was ready.
 * Kept as rows, not objects, because a run has tens of thousands of them and they cross a worker's edge.
 */
import type { Problem } from './problem.ts';

/** In order of precedence: a request with several tasks is in the first state that any of them is in. */
export const states = ['cpu', 'blocking', 'core', 'loop', 'thread', 'lock', 'await', 'backlog'] as const;
export type State = (typeof states)[number];

export type RequestError = 'timeout' | 'refused' | 'reset' | 'failed';

/** load (index into the job's loads), arrival, accepted, started, firstByte, end, status, error, bytes of the body, body (index into `RawSide.bodies`). The row's index is the request's id. */
export type RawRequest = [
  number,
  number,
  number | null,
  number | null,
  number | null,
  number | null,
  number | null,
  RequestError | null,
  number,
  number | null,
];

/** request, process, thread, state (index into `states`), from, to, on (index into `RawSide.on`). */
export type RawSpan = [number | null, number | null, number | null, number, number, number, number | null];

/** Calls that a service got since time 0; those that it answered with a status of the 2xx or 3xx class while whoever asked was there. */
export type RawCalls = [asked: number, answered: number];

export interface RawSide {
  requests: RawRequest[];
  spans: RawSpan[];
  lanes: RawSpan[];
  on: string[];
  /** How the answers' bodies begin; a limited number of different ones. */
  bodies: string[];
  peaks: { handlers: number; threads: number; processes: number };
  /** The longest time one callback held an event loop, nanoseconds. */
  loopHeld: number;
  /**
   * By the id of the service; one whose server is not ours to watch, such as a worker's own, is not there. A run that was kept before calls
   * were counted has none.
   */
  calls?: Record<string, RawCalls>;
  output: Printed;
  /** Events the scheduler handled; the limit counts these. */
  events: number;
  /**
   * Set when the run was ended early: requests still open have no `end`, their last span reaches to `at`. `since`: the last moment at which
   * anything happened, when it was ended because nothing does.
   */
  stopped: { problem: Problem; at: number; since: number | null } | null;
}

/** What a side printed, per process number, or `master` for a process that supervises the others; capped by the world. */
export type Printed = Record<string, string>;

export type RawOutcome =
  | { kind: 'ran'; side: RawSide }
  /** `output`: what the side printed before it gave up; none when no server of it ever started. */
  | { kind: 'failed'; problem: Problem; output?: Printed };
