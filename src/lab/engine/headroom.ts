/**
 * Room for the handler of an interrupt. CPython counts how many more calls of Python a thread may nest. A program that runs into the recursion
 * limit over and over would meet its interrupts there too, where no handler can run: it could never be preempted or stopped from inside.
 * The same holds for the limit of C's own calls (stack-guard.ts).
 *
 * A thread's state holds the count left and the limit as two ints beside each other (`py_recursion_remaining` and `py_recursion_limit` in
 * Include/cpython/pystate.h of CPython 3.14).
 */
import type { Interpreter } from './interpreter.ts';
import type { StackGuard } from './stack-guard.ts';

/** Calls that a handler may nest: more than the world's own take. */
const room = 200;

/**
 * Where a thread's state counts the calls that it may still nest, in words from its start. `limit` is `sys.getrecursionlimit()`: from it, the
 * place is found.
 */
export function findHeadroom({ words, exports }: Interpreter, limit: number): number {
  const first = exports.PyThreadState_Get() >>> 2;
  for (let cell = 1; cell <= 256; cell += 1) if (words[first + cell] === limit) return cell - 1;
  throw new Error('this Python counts its calls elsewhere');
}

export class Headroom {
  readonly #interpreter: Interpreter;
  readonly #guard: StackGuard;
  readonly #remaining: number;
  /** Addresses of the states of threads that have it now. */
  readonly #lent = new Set<number>();

  /** `remaining` is what `findHeadroom` found. */
  constructor(interpreter: Interpreter, guard: StackGuard, remaining: number) {
    this.#interpreter = interpreter;
    this.#guard = guard;
    this.#remaining = remaining;
  }

  #add(calls: number): void {
    const cell = (this.#interpreter.exports.PyThreadState_Get() >>> 2) + this.#remaining;
    this.#interpreter.words[cell] = (this.#interpreter.words[cell] ?? 0) + calls;
  }

  /** For the running thread. */
  lend(): void {
    this.#lent.add(this.#interpreter.exports.PyThreadState_Get());
    this.#add(room);
    this.#guard.lend();
  }

  /** Ends what was lent to the running thread, if anything was. */
  takeBack(): void {
    if (!this.#lent.delete(this.#interpreter.exports.PyThreadState_Get())) return;
    this.#add(-room);
    this.#guard.takeBack();
  }
}
