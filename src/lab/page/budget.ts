/**
 * How much an engine may say. Code of the lab's runs over there, so messages can come by the ten thousand, each of them in order. What is
 * saved up covers a page that was held up for minutes while an honest engine went on reporting.
 */
const messageBudget = {
  /** Messages that may lie waiting. An honest engine sends at most four a second, for a minute of a run. */
  most: 2_000,
  /** What comes back to it each second. */
  perSecond: 10,
} as const;

/** Says of each message whether it is still within the budget; once it is not, it never is again. */
export function createBudget({ most, perSecond }: { most: number; perSecond: number } = messageBudget): () => boolean {
  let left: number = most;
  let at = performance.now();
  let broken = false;
  return () => {
    const now = performance.now();
    left = Math.min(most, left + ((now - at) / 1000) * perSecond) - 1;
    at = now;
    broken ||= left < 0;
    return !broken;
  };
}
