/**
 * One page is drawn at a time, for drawing keeps a core busy, and the first should not wait for all the others. A page that waits for
 * something else lets the next one begin.
 */
export interface Turn {
  /** Lets the next begin; once, however often it is called. */
  pass: () => void;
}

export interface Turns {
  /** Runs `act` when it is its turn, in the order of the calls; its end passes the turn. */
  take: <Result>(act: (turn: Turn) => Promise<Result>) => Promise<Result>;
}

export function createTurns(): Turns {
  let last = Promise.resolve();
  return {
    async take(act) {
      const before = last;
      const { promise, resolve } = Promise.withResolvers<undefined>();
      last = promise;
      await before;
      const pass = (): void => {
        resolve(undefined);
      };
      try {
        return await act({ pass });
      } finally {
        pass();
      }
    },
  };
}
