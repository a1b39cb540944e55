/** Those who follow a value: an interface subscribes, and whoever changes the value tells. */
export interface Listeners {
  /** The function it returns ends it. */
  subscribe: (listener: () => void) => () => void;
  /** Calls everybody, in the order in which they came. */
  notify: () => void;
}

export function createListeners(): Listeners {
  const listeners = new Set<() => void>();
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    notify() {
      for (const listener of listeners) listener();
    },
  };
}
