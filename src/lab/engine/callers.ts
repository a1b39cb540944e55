/**
 * Makes the frames of a parked thread safe to look at.
 *
 * Each time C calls Python, CPython 3.14 puts an entry frame on the C stack (`_PyEval_EvalFrameDefault`), between the called function's
 * frame and its caller's. Other threads overwrite the C stack of one that is away (green.ts). Frames themselves live on the heap, so a
 * traceback of one thread may be read in another; but whoever then follows callers (`frame.f_back`, which Django's report of an
 * error does, or the garbage collector) would come through an entry frame and read whatever lies there now. So before a thread leaves its
 * stack, its chain of callers is led past the entry frames; before it goes on, they are put back, for a return needs them.
 *
 * Offsets in bytes, on this 32-bit machine (Include/internal/pycore_frame.h and pycore_interpframe_structs.h of CPython 3.14).
 */
import type { Interpreter } from './interpreter.ts';

const frameOfObject = 12;
const previous = 4;
const owner = 38;
const ownedByInterpreter = 3;

/** Cells that were changed and what they held, in turns. */
export type HiddenCalls = number[];

/** Where a thread's state has what is used here: offsets in bytes, the same for all threads. */
export interface CallerPlaces {
  currentFrame: number;
  number: number;
}

/** `address` is `id(sys._getframe())` in the running thread: from it, the place of a thread's current frame is found. */
export function findCallers({ words, exports }: Interpreter, address: number): CallerPlaces {
  const thread = exports.PyThreadState_Get();
  const find = (value: number, start: number): number => {
    for (let offset = start; offset <= 1024; offset += 4) if (words[(thread + offset) >>> 2] === value) return offset;
    throw new Error('this Python keeps its frames elsewhere');
  };
  const currentFrame = find(words[(address + frameOfObject) >>> 2] ?? 0, 0);
  return { currentFrame, number: find(exports.PyThread_get_thread_ident(), currentFrame) };
}

export class Callers {
  readonly #interpreter: Interpreter;
  readonly #places: CallerPlaces;

  constructor(interpreter: Interpreter, places: CallerPlaces) {
    this.#interpreter = interpreter;
    this.#places = places;
  }

  /** Gives the running thread the number by which CPython tells of it (`sys._current_frames`). All have the same until they get one. */
  number(number: number): void {
    this.#interpreter.words[(this.#interpreter.exports.PyThreadState_Get() + this.#places.number) >>> 2] = number;
  }

  #at(address: number): number {
    // Read anew each time: it is another array once the memory has grown.
    return this.#interpreter.words[address >>> 2] ?? 0;
  }

  /** Leads the running thread's callers past entry frames. It must leave its stack before any of its functions returns to C. */
  hide(): HiddenCalls {
    const { words, bytes } = this.#interpreter;
    const hidden: HiddenCalls = [];
    let frame = this.#at(this.#interpreter.exports.PyThreadState_Get() + this.#places.currentFrame);
    while (frame !== 0) {
      const cell = (frame + previous) >>> 2;
      const before = words[cell] ?? 0;
      let caller = before;
      while (caller !== 0 && bytes[(caller + owner) >>> 0] === ownedByInterpreter)
        caller = words[(caller + previous) >>> 2] ?? 0;
      if (caller !== before) {
        hidden.push(cell, before);
        words[cell] = caller;
      }
      frame = caller;
    }
    return hidden;
  }

  /** Puts back what `hide` took out. */
  show(hidden: HiddenCalls): void {
    const { words } = this.#interpreter;
    for (let index = 0; index < hidden.length; index += 2) words[hidden[index] ?? 0] = hidden[index + 1] ?? 0;
  }
}
