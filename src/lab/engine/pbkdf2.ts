/**
 * The inner loop of PBKDF2 with HMAC-SHA-256 (RFC 8018, RFC 2104, FIPS 180-4), with which Django hashes passwords: more than a million
 * rounds, for each of which Python would need microseconds. Numbers in, numbers out, like all that Python may call here.
 */
import type { HostFunction } from './native-function.ts';

const words = 8;
const blockWords = 16;
/** Bits of what HMAC hashes after the key's block, which has 512: a digest of 256. */
const messageBits = 512 + 256;

/** The first 32 bits of the fractional parts of a root of the first primes: cube roots are SHA-256's constants, square roots its first state. */
function fractions(count: number, power: number): Int32Array {
  const found: number[] = [];
  for (let candidate = 2; found.length < count; candidate += 1) {
    let prime = true;
    for (let divisor = 2; divisor * divisor <= candidate && prime; divisor += 1) prime = candidate % divisor !== 0;
    if (prime) found.push(fractionOfRoot(BigInt(candidate), BigInt(power)));
  }
  return Int32Array.from(found);
}

/** 32 bits behind the point of the root of a whole number, exactly: by halving the interval in whole numbers. */
function fractionOfRoot(number: bigint, power: bigint): number {
  const scaled = number << (32n * power);
  let low = 0n;
  let high = number << 32n;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** power <= scaled) low = middle;
    else high = middle;
  }
  return Number(BigInt.asIntN(32, low));
}

const constants = fractions(64, 3);
const initial = fractions(words, 2);
const schedule = new Int32Array(64);

/** One block: `into` becomes what `from` becomes by the words in the first 16 of `schedule`. */
function compress(from: Int32Array, into: Int32Array): void {
  for (let index = blockWords; index < 64; index += 1) {
    const early = schedule[index - 15] ?? 0;
    const late = schedule[index - 2] ?? 0;
    const small = ((early >>> 7) | (early << 25)) ^ ((early >>> 18) | (early << 14)) ^ (early >>> 3);
    const large = ((late >>> 17) | (late << 15)) ^ ((late >>> 19) | (late << 13)) ^ (late >>> 10);
    schedule[index] = ((schedule[index - 16] ?? 0) + small + (schedule[index - 7] ?? 0) + large) | 0;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = from;
  for (let index = 0; index < 64; index += 1) {
    const large = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const first = (h + large + ((e & f) ^ (~e & g)) + (constants[index] ?? 0) + (schedule[index] ?? 0)) | 0;
    const small = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const second = (small + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  into[0] = (from[0] ?? 0) + a;
  into[1] = (from[1] ?? 0) + b;
  into[2] = (from[2] ?? 0) + c;
  into[3] = (from[3] ?? 0) + d;
  into[4] = (from[4] ?? 0) + e;
  into[5] = (from[5] ?? 0) + f;
  into[6] = (from[6] ?? 0) + g;
  into[7] = (from[7] ?? 0) + h;
}

/** The state after the key's block, each byte of it mixed with `pad`. */
function keyed(key: readonly number[], pad: number): Int32Array {
  const state = new Int32Array(words);
  for (let index = 0; index < blockWords; index += 1) schedule[index] = (key[index] ?? 0) ^ (pad * 0x0101_0101);
  compress(initial, state);
  return state;
}

/** Puts the digest `message` and its padding into the block. */
function fill(message: Int32Array): void {
  schedule.set(message);
  schedule.fill(0, words, blockWords);
  schedule[words] = 0x8000_0000;
  schedule[blockWords - 1] = messageBits;
}

/**
 * `rounds` times HMAC of the digest before, all of them and the first one mixed by exclusive or. `key`: HMAC's block of 16 words, the
 * first bytes highest; `first`: 8 words of the digest that comes before.
 */
export function mixRounds(rounds: number, key: readonly number[], first: readonly number[]): Int32Array {
  const inner = keyed(key, 0x36);
  const outer = keyed(key, 0x5c);
  const last = Int32Array.from(first, (word) => word | 0);
  const mixed = last.slice();
  for (let round = 0; round < rounds; round += 1) {
    fill(last);
    compress(inner, last);
    fill(last);
    compress(outer, last);
    for (let index = 0; index < words; index += 1) mixed[index] = (mixed[index] ?? 0) ^ (last[index] ?? 0);
  }
  return mixed;
}

/** `mix_rounds(rounds, 16 words of the key, 8 words of the digest)` computes; `mixed_word(index)` answers a word of the result. */
export function pbkdf2Functions(): Record<string, HostFunction> {
  let mixed: Int32Array = new Int32Array(words);
  return {
    mix_rounds(rounds = 0, ...given) {
      mixed = mixRounds(rounds, given.slice(0, blockWords), given.slice(blockWords));
    },
    mixed_word: (index = 0) => (mixed[index] ?? 0) >>> 0,
  };
}
