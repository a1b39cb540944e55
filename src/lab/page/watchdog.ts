/**
 * Barks after so much time. Only time counts in which this page could hear the one it watches: of a page that was frozen in the background,
 * or a machine that slept, every timer is due at once on waking, before the messages that waited.
 */
export interface Watchdog {
  /** Starts anew; `milliseconds` of real time. */
  watch: (milliseconds: number, bark: () => void) => void;
  end: () => void;
}

/** Milliseconds between two looks at the clock, and the most that one of them may add. */
const step = 1000;
const longestStep = 5000;

export function createWatchdog(): Watchdog {
  let timer: ReturnType<typeof setTimeout> | undefined;

  function look(left: number, bark: () => void): void {
    const from = performance.now();
    timer = setTimeout(
      () => {
        const rest = left - Math.min(longestStep, performance.now() - from);
        if (rest > 0) look(rest, bark);
        else bark();
      },
      Math.min(step, left),
    );
  }
  return {
    watch(milliseconds, bark) {
      clearTimeout(timer);
      look(milliseconds, bark);
    },
    end() {
      clearTimeout(timer);
    },
  };
}
