/** A run counts integer nanoseconds; what it prints is seconds. Whoever adds or compares times goes back, so that sums stay exact. */

/** Integer nanoseconds of a time in seconds. */
export function nanoseconds(seconds: number): number {
  return Math.round(seconds * 1e9);
}

/** Seconds of an integer number of nanoseconds; the nearest double, so it prints with at most nine decimals. */
export function seconds(whole: number): number {
  return whole / 1e9;
}
