/**
 * The clock that everything under the engine reads. It stands still until the world moves it: Python's `time.*`, `datetime.now` and the
 * file times of the virtual disk come from `Date` and `performance.now`, so those two are replaced before Pyodide starts
 * and no Python type has to be.
 */

/** The wall clock at virtual time 0, in milliseconds since 1970: 2026-01-01T00:00:00Z. */
export const epoch = 1_767_225_600_000;

/**
 * So many reads in a row without a `set` or a `get` are taken for a busy wait. Far more than what servers read while they handle a
 * burst of requests at one instant, so that results stay exact.
 */
const readsAtRest = 50_000;
/** How far one more read of a busy wait moves the clock, nanoseconds. */
const step = 1_000;
/**
 * How much faster the wall clock runs than the monotonic one: a microsecond a second. In life every wait ends a hair late, and the hairs add
 * up; here it ends at its instant. Servers ask once a second whether more than a second has passed (uvicorn's heartbeat does, by
 * `time.time`): to the nanosecond, it never has. Waits themselves are counted by the monotonic clock, so results stay exact.
 */
const gain = 1e-6;

export interface ClockState {
  now: number;
  reads: number;
}

export interface VirtualClock {
  /** Moves the clock to `ns`, nanoseconds since the engine's virtual start; integers up to 2^53 are exact. */
  set: (ns: number) => void;
  /** Nanoseconds since the virtual start. Not a read in the sense of a busy wait: it never moves the clock, and ends a row of reads. */
  get: () => number;
  /** Where it stands, and how long its row of reads is: for a clock that goes on from there (`resume`). */
  state: () => ClockState;
  resume: (state: ClockState) => void;
  /** Real milliseconds from the machine's own monotonic clock, for watchdogs only: never part of a result. */
  native: () => number;
}

const readable = ['Date', 'Day', 'FullYear', 'Hours', 'Milliseconds', 'Minutes', 'Month', 'Seconds'] as const;
const settable = ['Date', 'FullYear', 'Hours', 'Milliseconds', 'Minutes', 'Month', 'Seconds'] as const;

/** Local time is UTC, wherever the reader is: else `localtime`, `datetime.now` and the servers' logs would be the reader's own. */
function liveInUtc(date: Date): void {
  for (const part of readable) Object.defineProperty(date, `get${part}`, { value: Reflect.get(date, `getUTC${part}`) });
  for (const part of settable) Object.defineProperty(date, `set${part}`, { value: Reflect.get(date, `setUTC${part}`) });
  Object.defineProperty(date, 'getTimezoneOffset', { value: () => 0 });
}

/**
 * Replaces `Date.now`, `new Date()`, `Date()`, the local time of dates and `performance.now` of `target` (a global object) for good.
 * A loop that reads the clock until it has moved must end: after 50,000 reads in a row every read moves it by a microsecond.
 */
export function installClock(target: typeof globalThis): VirtualClock {
  const native = target.performance.now.bind(target.performance);
  const RealDate = target.Date;
  let now = 0;
  let reads = 0;

  const read = (): number => {
    if (++reads > readsAtRest) now += step;
    return now;
  };
  const wall = (): number => {
    const passed = read() / 1e6;
    return epoch + passed + passed * gain;
  };

  // A function, not a class: `Date()` without `new` is legal and returns text.
  function VirtualDate(this: unknown, ...args: unknown[]): Date | string {
    const asked = new.target as unknown;
    if (asked === undefined) return new RealDate(wall()).toString();
    if (args.length === 0) return new RealDate(wall());
    return args.length === 1 ? new RealDate(...(args as [number])) : new RealDate(RealDate.UTC(...(args as [number])));
  }
  VirtualDate.prototype = RealDate.prototype;
  VirtualDate.now = wall;
  VirtualDate.parse = RealDate.parse;
  VirtualDate.UTC = RealDate.UTC;
  Object.defineProperty(RealDate.prototype, 'constructor', { value: VirtualDate });
  liveInUtc(RealDate.prototype);
  Object.defineProperty(target, 'Date', { value: VirtualDate });
  const monotonic = { value: (): number => read() / 1e6 };
  Object.defineProperty(target.performance, 'now', monotonic);
  // The method must not be reachable behind the replacement either.
  const { Performance } = target as { Performance?: typeof globalThis.Performance };
  if (Performance !== undefined) Object.defineProperty(Performance.prototype, 'now', monotonic);

  return {
    set(ns) {
      now = ns;
      reads = 0;
    },
    get() {
      reads = 0;
      return now;
    },
    state: () => ({ now, reads }),
    resume(state) {
      ({ now, reads } = state);
    },
    native,
  };
}
