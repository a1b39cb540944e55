/**
 * The generator behind Python's `random.Random(seed).random()` (Mersenne Twister, MT19937), so that a seed means the same arrivals here as
 * to whoever computes them in Python. M. Matsumoto and T. Nishimura, ACM TOMACS 8 (1998), with the seeding of 2002.
 */
const size = 624;
const middle = 397;

/** The words of a whole number, least first, as Python reads a seed: without its sign. */
function wordsOf(seed: number): number[] {
  const words: number[] = [];
  for (let rest = Math.abs(seed); rest > 0; rest = Math.floor(rest / 2 ** 32)) words.push(rest % 2 ** 32);
  return words.length === 0 ? [0] : words;
}

function stateOf(seed: number): Uint32Array {
  const state = new Uint32Array(size);
  state[0] = 19_650_218;
  const at = (index: number): number => state[index] ?? 0;
  const mixed = (index: number): number => at(index - 1) ^ (at(index - 1) >>> 30);
  for (let index = 1; index < size; index += 1) state[index] = Math.imul(1_812_433_253, mixed(index)) + index;
  const key = wordsOf(seed);
  let index = 1;
  const forward = (): void => {
    index += 1;
    if (index < size) return;
    state[0] = at(size - 1);
    index = 1;
  };
  for (let step = 0; step < Math.max(size, key.length); step += 1) {
    const word = step % key.length;
    state[index] = (at(index) ^ Math.imul(mixed(index), 1_664_525)) + (key[word] ?? 0) + word;
    forward();
  }
  for (let step = 1; step < size; step += 1) {
    state[index] = (at(index) ^ Math.imul(mixed(index), 1_566_083_941)) - index;
    forward();
  }
  state[0] = 0x8000_0000;
  return state;
}

function twist(state: Uint32Array): void {
  const at = (index: number): number => state[index % size] ?? 0;
  for (let index = 0; index < size; index += 1) {
    const joined = (at(index) & 0x8000_0000) | (at(index + 1) & 0x7fff_ffff);
    state[index] = at(index + middle) ^ (joined >>> 1) ^ ((joined & 1) === 0 ? 0 : 0x9908_b0df);
  }
}

function tempered(word: number): number {
  let result = word;
  result ^= result >>> 11;
  result ^= (result << 7) & 0x9d2c_5680;
  result ^= (result << 15) & 0xefc6_0000;
  return (result ^ (result >>> 18)) >>> 0;
}

/** Numbers in [0, 1), each of 53 random bits; `seed` is a whole number. */
export function createRandom(seed: number): () => number {
  const state = stateOf(seed);
  let next = size;
  const word = (): number => {
    if (next === size) {
      twist(state);
      next = 0;
    }
    const drawn = tempered(state[next] ?? 0);
    next += 1;
    return drawn;
  };
  return () => {
    const high = word() >>> 5;
    const low = word() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  };
}
