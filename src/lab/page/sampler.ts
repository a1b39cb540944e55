/** Passes on what is worth showing: the first value at once, then the latest one a few times a second, however many come. */
export interface Sampler<Value> {
  /** `urgent`: passed on at once, with whatever was held back for it forgotten. */
  take: (value: Value, urgent: boolean) => void;
  /** Nothing is passed on any more. */
  end: () => void;
}

/** Milliseconds: ten pictures a second look alive, and leave a slow machine time for its reader. */
const interval = 100;

export function createSampler<Value>(pass: (value: Value) => void): Sampler<Value> {
  let resting: ReturnType<typeof setTimeout> | undefined;
  let held: { value: Value } | null = null;

  function hand(value: Value): void {
    held = null;
    clearTimeout(resting);
    resting = setTimeout(() => {
      resting = undefined;
      if (held) hand(held.value);
    }, interval);
    pass(value);
  }
  return {
    take(value, urgent) {
      if (urgent || resting === undefined) hand(value);
      else held = { value };
    },
    end() {
      clearTimeout(resting);
      held = null;
    },
  };
}
