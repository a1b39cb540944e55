/**
 * Interrupts a Python thread that never parks. CPython counts `_Py_emscripten_signal_clock` down at every function entry and loop iteration
 * while `Py_EMSCRIPTEN_SIGNAL_HANDLING` is set. At zero it sets the count to 50 and asks for a signal: a number, or 0 for none. Any C code that
 * calls `PyErr_CheckSignals` asks too, at moments that nobody counts; only where the count is 50 has it run out.
 */
import type { Interpreter } from './interpreter.ts';

const interval = 50;
const never = 0x7fff_ffff;

export class Countdown {
  readonly #interpreter: Interpreter;
  readonly #cell: number;
  readonly #onSignal: () => void;
  #signal = 0;

  /** `onSignal` is called when a signal is about to be delivered. `signal`: the one that waits in a memory that counts already. */
  constructor(interpreter: Interpreter, onSignal: () => void, signal?: number) {
    this.#interpreter = interpreter;
    this.#cell = interpreter.at('_Py_emscripten_signal_clock') >>> 2;
    this.#onSignal = onSignal;
    if (signal === undefined) {
      this.start(0, 0);
      interpreter.words[interpreter.at('Py_EMSCRIPTEN_SIGNAL_HANDLING') >>> 2] = 1;
    } else {
      this.#signal = signal;
    }
  }

  /** The one that is to be delivered, or 0. */
  get signal(): number {
    return this.#signal;
  }

  /** Delivers `signal` once, after so many function entries and loop iterations; 0 ticks: never. Replaces what was left. */
  start(ticks: number, signal: number): void {
    this.#signal = ticks > 0 ? signal : 0;
    this.#interpreter.words[this.#cell] = ticks > 0 ? ticks : never;
  }

  /** CPython's question: the number of a signal, or 0. */
  asked(): number {
    const { words } = this.#interpreter;
    if (words[this.#cell] !== interval) return 0;
    words[this.#cell] = never;
    const signal = this.#signal;
    this.#signal = 0;
    if (signal !== 0) this.#onSignal();
    return signal;
  }
}
