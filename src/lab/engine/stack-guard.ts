/**
 * How deep C may nest in a thread before CPython raises RecursionError. The interpreter keeps account of it
 * (src/build/runtime/stack-guard.ts); here each thread gets an account of its own, for their parts of the stack lie at the same addresses.
 */
import type { Interpreter } from './interpreter.ts';

/**
 * What a thread's stack may hold, in about bytes. Suspendable stacks have 984 kB in Chromium and Node and 1 MB in Firefox, and frames differ
 * from browser to browser and with how far the engine has optimized; the limit must be the same everywhere.
 */
const budget = 600_000;
/** For the handler of an interrupt, which may come when all of it is used: more than the world's own takes. */
const lent = 100_000;
/** Open checks; each costs more than 300 of the budget. */
const mostChecks = 4096;

/** A thread's account while it is away. */
export interface Account {
  checks: Int32Array;
  depth: number;
  budget: number;
}

export const newAccount = (): Account => ({ checks: new Int32Array(), depth: 0, budget });

export class StackGuard {
  readonly #interpreter: Interpreter;
  readonly #base: number;

  /** `base`: where the account is in a memory that had one already. */
  constructor(interpreter: Interpreter, base?: number) {
    const { exports } = interpreter;
    this.#interpreter = interpreter;
    this.#base = base ?? exports.malloc(mostChecks * 4);
    exports.stack_guard_top.value = exports.emscripten_stack_get_base();
    exports.stack_guard_budget.value = budget;
    exports.stack_guard_base.value = this.#base;
  }

  get base(): number {
    return this.#base;
  }

  /** For a thread that begins. */
  open(): void {
    const { exports } = this.#interpreter;
    exports.stack_guard_depth.value = 0;
    exports.stack_guard_budget.value = budget;
  }

  /** Keeps the running thread's account, which leaves its stack. */
  save(account: Account): void {
    const { exports, words } = this.#interpreter;
    const depth = exports.stack_guard_depth.value as number;
    const start = this.#base >>> 2;
    if (account.checks.length < depth) account.checks = new Int32Array(depth);
    account.checks.set(words.subarray(start, start + depth));
    account.depth = depth;
    account.budget = exports.stack_guard_budget.value as number;
  }

  /** Goes on with an account that was kept. */
  restore(account: Account): void {
    const { exports, words } = this.#interpreter;
    words.set(account.checks.subarray(0, account.depth), this.#base >>> 2);
    exports.stack_guard_depth.value = account.depth;
    exports.stack_guard_budget.value = account.budget;
  }

  /** Lets the running thread nest deeper for a while. */
  lend(): void {
    this.#interpreter.exports.stack_guard_budget.value = budget + lent;
  }

  takeBack(): void {
    this.#interpreter.exports.stack_guard_budget.value = budget;
  }
}
