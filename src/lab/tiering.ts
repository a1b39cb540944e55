/**
 * How much WebAssembly V8 leaves at its quick first compilation. Most engines live for a second or two, and left to itself V8 spends more
 * of that on optimizing than on running, on every core. How fast a run is depends on it, what the run gives does not.
 */

/** Bytes a function executes before it is optimized: only those that a long run stays in get there. */
const budget = 1_000_000_000;

/** The option of V8 that says so. */
export const tieringFlag = `--wasm-tiering-budget=${String(budget)}`;
