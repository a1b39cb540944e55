/** How far the run of one side may go. Past each of these it ends with a message that names the limit. */
export const runLimits = {
  /** Requests of all loads together. A job that asks for more is not begun. */
  requests: 20_000,
  /** Real seconds, from the start of the first program. */
  realSeconds: 60,
  /** What the scheduler does: resumed threads, timers, callbacks. */
  events: 1_000_000,
} as const;

/** Seconds that a lab may state of whatever takes virtual time: a load, a wait between requests, a timeout, the network. */
export const longestStated = 86_400;
