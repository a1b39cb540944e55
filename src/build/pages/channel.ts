/** The channel to the process that has the site made, as Astro's process sees it. */
import { makingVariable, type FromPages, type ToPages } from './messages.ts';

export interface Maker {
  /** Settles when the runtime bundle is there. */
  runtime: () => Promise<void>;
  has: (title: string) => boolean;
  /** Settles when a run is recorded; `path`: the page that waits for it. */
  recorded: (title: string, path: string) => Promise<void>;
  say: (message: FromPages) => void;
  /** Nothing more will be said or asked. */
  leave: () => void;
}

/** Where everything was made before, and nobody listens. */
const alone: Maker = {
  runtime: () => Promise.resolve(),
  has: () => true,
  recorded: () => Promise.resolve(),
  say: () => undefined,
  leave: () => undefined,
};

/** Ends this process when the other end goes away before `leave`: what is waited for would never come. */
export function connect(): Maker {
  if (process.env[makingVariable] === undefined || !process.connected) return alone;
  const runtime = Promise.withResolvers<undefined>();
  const recorded = new Map<string, PromiseWithResolvers<undefined>>();
  const known = new Set<string>();
  const one = (title: string): PromiseWithResolvers<undefined> => {
    const waiting = recorded.get(title) ?? Promise.withResolvers<undefined>();
    recorded.set(title, waiting);
    return waiting;
  };
  const gone = (): void => {
    process.exit(1);
  };
  process.on('disconnect', gone);
  process.on('message', (message: ToPages) => {
    if (message.kind === 'runtime') runtime.resolve(undefined);
    else {
      known.add(message.title);
      one(message.title).resolve(undefined);
    }
  });
  const say = (message: FromPages): void => {
    process.send?.(message);
  };
  return {
    runtime: () => runtime.promise,
    has: (title) => known.has(title),
    async recorded(title, path) {
      say({ kind: 'wanted', path, title });
      await one(title).promise;
    },
    say,
    leave() {
      process.off('disconnect', gone);
      process.disconnect?.();
    },
  };
}
