/**
 * Time that passes only when it is told to, so that waiting half a minute for a silent engine takes none. Hashes are made at once, because
 * nobody could say when another thread has made them; so all that follows from a step has happened after some turns of the event loop.
 */
import { createHash } from 'node:crypto';

interface Timer {
  at: number;
  call: () => void;
}

export interface FakeClock {
  /** Milliseconds pass, timer by timer, and whatever they set off is done when this resolves. */
  advance: (milliseconds: number) => Promise<void>;
  /** What was set off already is done when this resolves. */
  settle: () => Promise<void>;
  /** The machine sleeps, or the browser freezes the page: the clock goes on, and no timer is called until it wakes. */
  sleep: (milliseconds: number) => void;
  /** Gives the globals back. */
  restore: () => void;
}

const turn = globalThis.setImmediate;

/** Replaces `setTimeout`, `performance.now`, `AbortSignal.timeout` and hashing until it is restored. */
export function fakeClock(): FakeClock {
  let now = 0;
  let next = 1;
  const timers = new Map<number, Timer>();
  const real = {
    setTimeout: globalThis.setTimeout,
    clearTimeout: globalThis.clearTimeout,
    now: performance.now.bind(performance),
    timeout: AbortSignal.timeout.bind(AbortSignal),
    digest: crypto.subtle.digest.bind(crypto.subtle),
  };
  const digest = (_: unknown, bytes: Uint8Array): Promise<ArrayBuffer> =>
    Promise.resolve(new Uint8Array(createHash('sha256').update(bytes).digest()).buffer);
  const fakeTimeout = (call: () => void, milliseconds = 0): number => {
    timers.set(next, { at: now + milliseconds, call });
    return next++;
  };
  Object.assign(globalThis, {
    setTimeout: fakeTimeout,
    clearTimeout: (id: number | undefined) => timers.delete(id ?? 0),
  });
  performance.now = () => now;
  Object.assign(crypto.subtle, { digest });
  AbortSignal.timeout = (milliseconds) => {
    const controller = new AbortController();
    fakeTimeout(() => {
      controller.abort(new DOMException('timed out', 'TimeoutError'));
    }, milliseconds);
    return controller.signal;
  };

  async function settle(): Promise<void> {
    for (let turns = 0; turns < 12; turns += 1) await new Promise<void>((resolve) => void turn(resolve));
  }
  async function advance(milliseconds: number): Promise<void> {
    const end = now + milliseconds;
    await settle();
    for (;;) {
      const [due] = [...timers].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at);
      if (!due) break;
      const [id, { at, call }] = due;
      timers.delete(id);
      now = Math.max(now, at);
      call();
      await new Promise<void>((resolve) => void turn(resolve));
    }
    now = Math.max(now, end);
    await settle();
  }
  return {
    advance,
    settle,
    sleep: (milliseconds) => void (now += milliseconds),
    restore: () => {
      Object.assign(globalThis, { setTimeout: real.setTimeout, clearTimeout: real.clearTimeout });
      performance.now = real.now;
      Object.assign(crypto.subtle, { digest: real.digest });
      AbortSignal.timeout = real.timeout;
    },
  };
}
