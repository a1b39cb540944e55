/** How far the run of one side may go. Past each of these it ends with a message that names the limit. */
export const runLimits = {
  /** Requests of all loads together. A job that asks for more is not begun. */
  requests: 20_000,
  /** Real seconds, from the start of the first program. */
  realSeconds: 60,
  /** What the scheduler does: resumed threads, timers, callbacks. */
  events: 1_000_000,
} as const;

/**
 * How much a trace holds. The world cuts what is longer, or ends the run by the name of the limit; whoever reads a trace refuses what cannot
 * have come from there. Python's half of this is src/world/limits.py; a test holds the two together.
 */
export const traceLimits = {
  /** Stretches of time in one state, of requests and of threads together, after which a run ends; those that are open then are written too. */
  rows: 1_000_000,
  /** Different names of what is waited on, and characters of one. */
  names: 20_000,
  name: 400,
  /** Characters of what one process prints, and of what all of them print. */
  output: 65_536,
  outputs: 8_000_000,
  /** Bytes kept of an answer's body, and how many different ones. */
  body: 512,
  bodies: 200,
  /** Waits that are named when a run hangs. */
  waits: 20,
  /** Threads of all processes that live at once. */
  threads: 10_000,
  /** Days of virtual time; a number holds the nanoseconds of 104 exactly. */
  days: 100,
} as const;

/** UTF-16 units of an outcome as text: more than all of the above makes, however it is escaped. */
export const longestOutcome = 200_000_000;

/** Seconds that a lab may state of whatever takes virtual time: a load, a wait between requests, a timeout, the network. */
export const longestStated = 86_400;
