/**
 * Playback of a result: a moment that moves through a span of virtual time at a chosen pace. Whoever paints it listens; nothing here
 * knows React or the DOM, so a frame costs one callback.
 */
import { atom, type ReadableAtom } from 'nanostores';

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
  readonly state: ReadableAtom<PlayerState>;
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
  const state = atom<PlayerState>({ at: 0, length: 0, playing: false, speed: 1 });
  let handle = 0;
  let last = 0;

  function show(next: Partial<PlayerState>): void {
    state.set({ ...state.get(), ...next });
  }

  function step(): void {
    const now = clock.now();
    const { at: before, length, speed } = state.get();
    const at = Math.min(length, before + ((now - last) / 1000) * speed);
    last = now;
    show({ at, playing: at < length });
    if (state.get().playing) handle = clock.frame(step);
  }

  function pause(): void {
    if (!state.get().playing) return;
    clock.cancel(handle);
    show({ playing: false });
  }

  return {
    state,
    play() {
      const { at, length, playing } = state.get();
      if (playing || length === 0) return;
      last = clock.now();
      show({ playing: true, at: at >= length ? 0 : at });
      handle = clock.frame(step);
    },
    pause,
    seek(at) {
      show({ at: Math.min(state.get().length, Math.max(0, at)) });
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
