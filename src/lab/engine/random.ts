/**
 * Randomness from a seed. Pyodide's only sources are `crypto.getRandomValues` (`os.urandom`, `getentropy`, `/dev/urandom`) and
 * `Math.random`; with both replaced, `uuid4`, `secrets` and Django's tokens repeat from run to run.
 */

export interface SeededRandom {
  /** Starts the sequence again from `seed` (any integer; its lower 32 bits count). */
  seed: (seed: number) => void;
}

/** Replaces `Math.random`, `crypto.getRandomValues` and `crypto.randomUUID` of `target` (a global object) for good. */
export function installRandom(target: typeof globalThis, seed: number): SeededRandom {
  let next = generator(seed);
  const fill = <View extends ArrayBufferView>(view: View): View => {
    const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
    for (let index = 0; index < bytes.length; index++) bytes[index] = next() >>> 24;
    return view;
  };
  Object.defineProperty(target.Math, 'random', { value: () => next() / 0x1_0000_0000 });
  for (const owner of [target.crypto, Object.getPrototypeOf(target.crypto) as Crypto]) {
    Object.defineProperty(owner, 'getRandomValues', { value: fill });
    // Would draw from the machine: nothing here needs it.
    Object.defineProperty(owner, 'randomUUID', { value: undefined });
  }
  return {
    seed(value) {
      next = generator(value);
    },
  };
}

/** Mulberry32: unsigned 32-bit integers, period 2^32. Small and even enough; nothing here is a secret. */
function generator(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}
