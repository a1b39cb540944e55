/**
 * Green threads: Python threads on suspendable WebAssembly stacks.
 *
 * A thread is a call of `PyObject_CallObject` that the engine can suspend (JavaScript Promise Integration), with a PyThreadState of its own:
 * exception state, context, running loop and running task live there, so attaching another state is all that a switch takes in
 * Python. A suspended stack holds the local variables of WebAssembly only. What C keeps in memory, on a stack of its own that grows down, is
 * one area for all threads; so who parks copies its part away, and copies it back to the same addresses before it goes on.
 *
 * Only one thread runs, and it picks its successor (src/world/kernel/scheduler.py). One may be entered only when no Python is on the
 * JavaScript stack: a microtask is such a moment, and a timer or a message would cost more than the thread.
 */
import { Callers, findCallers, type CallerPlaces, type HiddenCalls } from './callers.ts';
import { Countdown } from './countdown.ts';
import { findHeadroom, Headroom } from './headroom.ts';
import type { Interpreter } from './interpreter.ts';
import { nativeFunction, type HostFunction } from './native-function.ts';
import { assemble } from './native-wasm.ts';
import { newAccount, StackGuard, type Account } from './stack-guard.ts';

/** A thread while it is away. */
interface Parked {
  /** Address of its PyThreadState. */
  state: number;
  /** Its part of C's stack: the first `size` bytes, from `start`. */
  stack: Uint8Array;
  size: number;
  start: number;
  account: Account;
  hidden: HiddenCalls;
  go: () => void;
}

/** What a thread gave in the end. */
type End = { kind: 'returned'; text: string | null } | { kind: 'raised'; error: string };

/** What is known of threads besides what is in the memory, while none runs and none is parked. */
export interface ThreadsState {
  lastGate: number;
  /** What `calibrate` found. */
  callers: CallerPlaces;
  remaining: number;
  /** Address of the account of C's stack (stack-guard.ts). */
  account: number;
  /** That waits for its countdown. */
  signal: number;
}

export interface GreenThreads {
  /**
   * What the machine calls, for the table of functions, by the names of src/world/kernel/host.py.
   *
   * - `calibrate(address, limit)`: once, before any other; the address of the running Python's frame object, and its recursion limit.
   * - `gate()`: the number of a new place to wait, which one thread uses as long as it lives.
   * - `start(callable)`: calls it on a stack of its own once the running thread waits or ends; starts happen in the order of the calls. What
   *   the callable raises breaks the engine.
   * - `wait(gate)`: suspends the calling thread until `release(gate)`, which comes later.
   * - `forget(gate)`: it will not be released any more; a thread that waits there, or comes to wait there, is gone.
   * - `quantum(ticks, signal)`: see `Countdown.start`. To be called whenever a thread goes on: the count then depends on that thread alone. The
   *   handler has room for calls of its own even at the recursion limit, and ends with `handled()`.
   */
  natives: Record<string, unknown>;
  /** Calls a Python function on a stack of its own; null for what is no string. Rejects with what Python raised, or when the interpreter breaks. */
  call: (callable: number, argument: string) => Promise<string | null>;
  /** Of the threads; its question is CPython's. */
  countdown: Countdown;
  /** Throws while there is a thread, or before `calibrate`. */
  state: () => ThreadsState;
}

/**
 * `more`: further functions for the machine. `crashed` hears of a thread that broke the interpreter. `kept`: what other threads left, in whose
 * memory these go on.
 */
export function greenThreads(
  interpreter: Interpreter,
  more: Record<string, HostFunction>,
  crashed: (error: unknown) => void,
  kept?: ThreadsState,
): GreenThreads {
  const { exports } = interpreter;
  // Taken now: the global will not have it any more.
  const soon = globalThis.queueMicrotask.bind(globalThis);
  const gates = new Map<number, Parked>();
  /** The state that is attached while no thread runs, and where C's stack ends then. */
  const rest = { state: exports.PyThreadState_Get(), stack: exports.emscripten_stack_get_current() };
  let lastGate = kept?.lastGate ?? 0;
  let found: Pick<ThreadsState, 'callers' | 'remaining'> | null = null;
  let callers: Callers | null = null;
  let headroom: Headroom | null = null;
  const guard = new StackGuard(interpreter, kept?.account);
  const countdown = new Countdown(interpreter, () => headroom?.lend(), kept?.signal);
  function adopt(places: Pick<ThreadsState, 'callers' | 'remaining'>): void {
    found = places;
    callers = new Callers(interpreter, places.callers);
    headroom = new Headroom(interpreter, guard, places.remaining);
  }
  if (kept) adopt(kept);
  const newPlace = (): Parked => ({
    state: 0,
    stack: new Uint8Array(),
    size: 0,
    start: 0,
    account: newAccount(),
    hidden: [],
    go: () => undefined,
  });

  function begin(): void {
    exports._emscripten_stack_restore(rest.stack);
    guard.open();
    interpreter.attach(exports.PyThreadState_New(exports.PyInterpreterState_Get()));
  }
  function end(result: number): End {
    const given: End =
      result === 0
        ? { kind: 'raised', error: interpreter.takeError() }
        : { kind: 'returned', text: result === interpreter.none ? null : interpreter.readString(result) };
    exports.Py_DecRef(result);
    const state = interpreter.attach(rest.state);
    exports.PyThreadState_Clear(state);
    exports.PyThreadState_Delete(state);
    return given;
  }
  function leave(args: number): Parked {
    const gate = exports.PyFloat_AsDouble(interpreter.words[args >>> 2] ?? 0);
    const me = gates.get(gate) ?? newPlace();
    callers?.number(gate);
    me.hidden = callers?.hide() ?? [];
    me.start = exports.emscripten_stack_get_current();
    me.size = rest.stack - me.start;
    if (me.stack.length < me.size) me.stack = new Uint8Array(me.size);
    me.stack.set(interpreter.bytes.subarray(me.start, rest.stack));
    guard.save(me.account);
    me.state = interpreter.attach(rest.state);
    return me;
  }
  function enter(me: Parked): number {
    exports._emscripten_stack_restore(me.start);
    interpreter.bytes.set(me.stack.subarray(0, me.size), me.start);
    guard.restore(me.account);
    interpreter.attach(me.state);
    callers?.show(me.hidden);
    return interpreter.none;
  }
  function park(me: Parked): Promise<void> {
    return new Promise((resolve) => {
      me.go = resolve;
    });
  }

  const ofNumbers: Record<string, HostFunction> = {
    ...more,
    calibrate(address = 0, limit = 0) {
      adopt({ callers: findCallers(interpreter, address), remaining: findHeadroom(interpreter, limit) });
    },
    gate() {
      lastGate += 1;
      gates.set(lastGate, newPlace());
      return lastGate;
    },
    release(gate = 0) {
      gates.get(gate)?.go();
    },
    forget(gate = 0) {
      gates.delete(gate);
    },
    quantum(ticks = 0, signal = 0) {
      countdown.start(ticks, signal);
    },
    handled() {
      headroom?.takeBack();
    },
  };
  function start(_self: number, args: number): number {
    const callable = interpreter.words[args >>> 2] ?? 0;
    exports.Py_IncRef(callable);
    soon(() => {
      thread(callable, 0).then((given) => {
        exports.Py_DecRef(callable);
        if (given.kind === 'raised') crashed(new Error(given.error));
      }, crashed);
    });
    return interpreter.none;
  }

  const { thread, natives } = assemble<Parked, End>(
    { callObject: exports.PyObject_CallObject, begin, end, leave, park, enter },
    {
      ...Object.fromEntries(Object.entries(ofNumbers).map(([name, act]) => [name, nativeFunction(interpreter, act)])),
      start,
    },
  );
  return {
    natives,
    countdown,
    state() {
      if (!found || gates.size > 0) throw new Error(`${String(gates.size)} threads`);
      return { ...found, lastGate, account: guard.base, signal: countdown.signal };
    },
    async call(callable, argument) {
      const args = exports.PyTuple_New(1);
      exports.PyTuple_SetItem(args, 0, interpreter.newString(argument));
      const given = await thread(callable, args);
      exports.Py_DecRef(args);
      if (given.kind === 'raised') throw new Error(given.error);
      return given.text;
    },
  };
}
