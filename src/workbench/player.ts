/**
 * Playback of a result: a moment that moves through a span of virtual time at a chosen pace. Whoever paints it listens; nothing here
 * knows React or the DOM, so a frame costs one callback.
 */
import { createListeners } from '../listeners.ts';

/** Virtual seconds per real second. */
export const speeds = [0.1, 0.25, 1, 4] as const;
export type Speed = (typeof speeds)[number];

export interface PlayerState {
  /** Seconds of virtual time; equal to `length` when the whole result is shown. */
  at: number;
  length: number;
  playing: boolean;
  speed: Speed;
}

export interface FrameClock {
  /** Milliseconds. */
  now: () => number;
  /** Calls back at the next frame. */
  frame: (callback: () => void) => number;
  cancel: (handle: number) => void;
}

export interface Player {
  readonly state: PlayerState;
  subscribe: (listener: () => void) => () => void;
  play: () => void;
  pause: () => void;
  seek: (at: number) => void;
  setSpeed: (speed: Speed) => void;
  /** A new result: shown whole, at a speed that suits it unless the reader has chosen one. */
  load: (length: number) => void;
}

/** The fastest at which a replay can still be followed. */
function comfortable(length: number): Speed {
  return speeds.findLast((speed) => length / speed >= 2) ?? speeds[0];
}

export function createPlayer(clock: FrameClock): Player {
  let chosen: Speed | null = null;
  let state: PlayerState = { at: 0, length: 0, playing: false, speed: 1 };
  let handle = 0;
  let last = 0;
  const { subscribe, notify } = createListeners();

  function show(next: Partial<PlayerState>): void {
    state = { ...state, ...next };
    notify();
  }

  function step(): void {
    const now = clock.now();
    const at = Math.min(state.length, state.at + ((now - last) / 1000) * state.speed);
    last = now;
    show({ at, playing: at < state.length });
    if (state.playing) handle = clock.frame(step);
  }

  function pause(): void {
    if (!state.playing) return;
    clock.cancel(handle);
    show({ playing: false });
  }

  return {
    get state() {
      return state;
    },
    subscribe,
    play() {
      if (state.playing || state.length === 0) return;
      last = clock.now();
      show({ playing: true, at: state.at >= state.length ? 0 : state.at });
      handle = clock.frame(step);
    },
    pause,
    seek(at) {
      show({ at: Math.min(state.length, Math.max(0, at)) });
    },
    setSpeed(speed) {
      chosen = speed;
      show({ speed });
    },
    load(length) {
      pause();
      show({ length, at: length, speed: chosen ?? comfortable(length) });
    },
  };
}
