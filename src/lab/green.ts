/**
 * Green threads: Python threads on suspendable WebAssembly stacks, and the countdown that interrupts one which never parks.
 *
 * What Pyodide 314.0.7 does, read from its sources (src/core/stack_switching, pyproxy.ts `callPyObjectKwargsPromising`, jsproxy.c `run_sync`):
 * - `callPromising` takes a reference to the callable at once, yields through `API.scheduleCallback`, then enters a new stack
 *   (`enter_promising_task`): a new PyThreadState with a **copy** of the caller's context, and with the same thread-state dict,
 *   the same C-level `threading.local` data, the same asynchronous-generator hooks and the same running loop (it calls
 *   `asyncio.get_event_loop()`) as the event loop's own thread state. So a thread's first act is `asyncio._set_running_loop(None)`.
 *   It may only be entered when no Python is running: a microtask is such a moment, for the JavaScript stack is empty then.
 * - `run_sync(x)` calls `asyncio.ensure_future(x)`, turns the result into a JavaScript value, and suspends the stack until that value
 *   settles (`JsvPromise_Syncify`). Before suspending, `saveState` swaps the task's thread state for the event loop's, and remembers
 *   its part of the argument stack, which others may overwrite (it is copied away when they need the place, and back on resume).
 *   Exception state, context, running loop and running task live in the thread state and so need no saving by anybody.
 * - Given a promise, `ensure_future` wraps it in a task on the running loop: a loop must run, and a switch costs thirty times as much
 *   as it must. Given something that `asyncio.isfuture` accepts, it is returned as it is. `isfuture` asks the class for
 *   `_asyncio_future_blocking`; the class of a `Spot` seen from Python gets that attribute once (see `adoptSpots`), so a spot is
 *   passed through to the suspension directly. No loop is needed, nothing is allocated in Python.
 * - What a stack is suspended on needs only a `then`. A Spot is one object with a `then`, used again and again by one thread.
 * - CPython counts `_Py_emscripten_signal_clock` down at every function entry and loop iteration while `Py_EMSCRIPTEN_SIGNAL_HANDLING` is set. At
 *   zero it sets the count to 50 and reads element 0 of the interrupt buffer: a signal number, or 0 for none. Any C code that calls
 *   `PyErr_CheckSignals` reads it too, at moments that nobody counts, hence the guard in `Countdown`.
 */
import { Callers, type HiddenCalls } from './callers.ts';
import { Headroom } from './headroom.ts';
import type { EmscriptenModule, PyCallable, Pyodide } from './pyodide.ts';

/** Where one green thread parks. Python must reach it as an attribute (`host.spot().place`): Pyodide turns a thenable *return value* into a future. */
class Spot {
  /** Of the thread that parks here, while it is away. */
  hidden: HiddenCalls = [];
  #go: (() => void) | null = null;
  #early = false;

  /** Called by the engine's `await` after the stack was put away. */
  then(go: () => void): void {
    if (this.#early) {
      this.#early = false;
      go();
    } else {
      this.#go = go;
    }
  }

  /** Lets the parked thread go on once the running one parks. Before the park: that park then returns at once. */
  resume(): void {
    const go = this.#go;
    if (go === null) {
      this.#early = true;
    } else {
      this.#go = null;
      go();
    }
  }

  /** Never asked: it gives spots a Python class that promises do not share, so that `adoptSpots` touches nothing else. */
  includes(): boolean {
    return false;
  }
}

/** CPython's default interval; seen in the cell only in the moment after the count reached zero. */
const interval = 50;
const never = 0x7fff_ffff;

/** Delivers one signal when a count of function entries and loop iterations has run out. */
class Countdown {
  readonly #memory: EmscriptenModule;
  #signal = 0;

  /** `onSignal` is called when a signal is about to be delivered. */
  constructor(pyodide: Pyodide, onSignal: () => void) {
    this.#memory = pyodide._module;
    const read = (): number => {
      const cell = this.#memory.__Py_emscripten_signal_clock >> 2;
      if (this.#memory.HEAP32[cell] !== interval) return 0;
      this.#memory.HEAP32[cell] = never;
      const signal = this.#signal;
      this.#signal = 0;
      if (signal !== 0) onSignal();
      return signal;
    };
    pyodide.setInterruptBuffer(Object.defineProperty({}, '0', { get: read, set: () => undefined }));
    this.start(0, 0);
  }

  start(ticks: number, signal: number): void {
    this.#signal = ticks > 0 ? signal : 0;
    this.#memory.HEAP32[this.#memory.__Py_emscripten_signal_clock >> 2] = ticks > 0 ? ticks : never;
  }

  left(): number {
    return this.#memory.HEAP32[this.#memory.__Py_emscripten_signal_clock >> 2] ?? 0;
  }
}

/** The part of the Python module `waitlab_host` that makes threads. */
export interface GreenThreads {
  /**
   * Starts a Python callable without arguments on a stack of its own, once the running Python has parked or returned. Starts happen in
   * the order of the calls, each before any thread that is resumed later. What the callable raises is a crash of the engine. `leaving`: where
   * the running thread is about to park; null when it ends.
   */
  spawn(body: PyCallable, leaving: Spot | null | undefined): void;
  /** A new place to park. From Python: `spot = host.spot().place`, `run_sync(spot)`, `host.resume(spot)`. */
  spot(): { place: Spot };
  resume(spot: Spot, leaving: Spot | null | undefined): void;
  /** Once, before any other: the address of the running Python's frame object, and its recursion limit. */
  calibrate(address: number, limit: number): void;
  /**
   * Delivers `signal` once, after `ticks` more function entries and loop iterations of Python; 0 ticks: never. A handler must be installed with
   * `signal.signal`; it has room for calls of its own even at the recursion limit, and ends with `handled`. Setting it again replaces what was left, so call it whenever a thread is resumed: the count then depends on that thread alone.
   */
  quantum(ticks: number, signal: number): void;
  /** Takes back the room that the running thread's handler had. */
  handled(): void;
  /** Ticks left of the quantum; about 2^31 when none is set. */
  ticks(): number;
}

export function greenThreads(pyodide: Pyodide, crashed: (error: unknown) => void): GreenThreads {
  // A timer or a message for each new thread would cost more than the thread; see the header on why a microtask is safe.
  pyodide._api.scheduleCallback = (callback) => queueMicrotask(callback);
  let callers: Callers | null = null;
  let headroom: Headroom | null = null;
  const countdown = new Countdown(pyodide, () => headroom?.lend());
  const leave = (spot: Spot | null | undefined): void => {
    if (spot && callers) spot.hidden = callers.hide();
  };
  return {
    calibrate(address, limit) {
      callers = new Callers(pyodide._module, address);
      headroom = new Headroom(pyodide._module, limit);
    },
    spawn(body, leaving) {
      leave(leaving);
      body.callPromising().catch(crashed);
    },
    spot: () => ({ place: new Spot() }),
    resume(spot, leaving) {
      leave(leaving);
      callers?.show(spot.hidden);
      spot.hidden = [];
      spot.resume();
    },
    quantum(ticks, signal) {
      countdown.start(ticks, signal);
    },
    handled() {
      headroom?.takeBack();
    },
    ticks: () => countdown.left(),
  };
}

/** Makes `run_sync(spot)` suspend directly. Python source; run once after `waitlab_host` is registered. */
export const adoptSpots = `
import waitlab_host
type(waitlab_host.spot().place)._asyncio_future_blocking = False
`;
