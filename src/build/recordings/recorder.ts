/** Records runs in an order that may change meanwhile: what a reader waits for comes next. */
import type { WantedRun } from './wanted.ts';

/** Two at a time: many have one side only, which keeps one core busy. */
const atOnce = 2;

export interface Recorder {
  /** Settles when all are recorded or, after `stop`, when those that were begun are; rejects with the first failure, and begins no other. */
  run: () => Promise<void>;
  /** Those of these titles that have not been begun come next, in the order that they had. */
  prefer: (titles: ReadonlySet<string>) => void;
  stop: () => void;
}

/** `record` makes one; `recorded` is told of each that is there, and of how many that makes. */
export function createRecorder<Run extends Pick<WantedRun, 'title'>>(
  runs: readonly Run[],
  record: (run: Run) => Promise<unknown>,
  recorded: (run: Run, count: number) => void,
): Recorder {
  let waiting = [...runs];
  let count = 0;
  const stop = (): void => {
    waiting = [];
  };
  async function recordNext(): Promise<void> {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      try {
        await record(next);
      } catch (error) {
        stop();
        throw error;
      }
      count += 1;
      recorded(next, count);
    }
  }
  return {
    async run() {
      await Promise.all(Array.from({ length: atOnce }, recordNext));
    },
    prefer(titles) {
      waiting = [
        ...waiting.filter(({ title }) => titles.has(title)),
        ...waiting.filter(({ title }) => !titles.has(title)),
      ];
    },
    stop,
  };
}
