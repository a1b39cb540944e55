/** What readers and their machines do while an engine starts or runs: leave, come back, stop, run twice, edit on, close the lid. */
import { withCommand, withFile } from '../../src/lab/draft.ts';
import type { FakeClock } from './clock.ts';
import { stages, type Stage } from './engine.ts';
import type { Said } from './judge.ts';
import { labSource, type Page } from './page.ts';
import { pick, type Case, type Kind, type Random } from './play.ts';

/** Does it once, when the first engine reaches the stage. */
const when = (
  stage: Stage,
  said: Said,
  act: (page: Page, clock: FakeClock) => void | Promise<void>,
  more: Partial<Case> = {},
): Case => ({
  name: stage,
  said,
  strike: (page, clock) => {
    page.engines.onStage = (reached) => {
      if (reached !== stage) return;
      page.engines.onStage = () => undefined;
      return act(page, clock);
    };
  },
  ...more,
});

/** As `use-lab.ts` does when the browser puts the page away; it may come back as it was. */
const leave = ({ client }: Page): void => {
  client.close();
};

const made: [string, (random: Random) => Case][] = [
  [
    'Stop',
    (random) =>
      when(pick(random, stages), ['stopped:reader'], ({ store }) => {
        store.stop();
      }),
  ],
  ['the page is left, and comes back as it was', (random) => when(pick(random, stages), ['stopped:leaving'], leave)],
  [
    'the page is left with spares only',
    () => ({
      name: 'warmed',
      said: null,
      act: async (page, clock) => {
        page.store.warm();
        await clock.advance(2000);
        leave(page);
        page.store.run();
      },
    }),
  ],
  [
    'Run twice',
    (random) =>
      when(pick(random, stages), null, ({ store }) => {
        store.run();
        store.run();
      }),
  ],
  [
    'Stop and Run again',
    (random) =>
      when(pick(random, stages), null, ({ store }) => {
        store.stop();
        store.run();
      }),
  ],
  [
    'an edit in the middle',
    (random) =>
      when(
        pick(random, stages),
        null,
        ({ store }) => {
          store.edit((draft) => withFile(labSource, draft, 'fastapi', 'main.py', '# on and on'));
        },
        {
          // The draft on the screen is the newer one.
          act: ({ store }) => {
            store.run();
          },
        },
      ),
  ],
  [
    'the machine sleeps',
    (random) => {
      const hours = 1 + Math.floor(random() * 48);
      return when(
        pick(random, stages),
        null,
        (_, clock) => {
          clock.sleep(hours * 3_600_000);
          // On waking every timer is due at once, before the engine is heard again.
          return new Promise((resolve) => void setTimeout(resolve, 500));
        },
        {
          parallel: pick(random, [1, 2]),
        },
      );
    },
  ],
  [
    'a page that is held up while an engine reports',
    (random) =>
      // Ten minutes of a dialog: all that an honest engine said lies in the queue.
      when('running', null, ({ engines }) => {
        const count = 280 + Math.floor(random() * 1000);
        const message = { kind: 'progress', now: 1, ended: 1, requests: 100 };
        engines.fault = { stage: 'running', act: { kind: 'floods', message, count } };
      }),
  ],
  [
    'everything is taken back after a failed start',
    () => ({
      name: 'reset',
      said: null,
      strike: ({ network }) => void network.weather.set('*', { kind: 'refused' }),
      act: async ({ store, client }, clock) => {
        store.run();
        await clock.advance(20_000);
        client.reset();
      },
    }),
  ],
  [
    'a command is emptied, and Run pressed all the same',
    () => ({
      name: 'empty command',
      said: ['command-empty'],
      act: ({ store }) => {
        store.edit((draft) => withCommand(labSource, draft, 'django', ' '));
        store.run();
      },
      mend: ({ store }) => {
        store.edit((draft) => withCommand(labSource, draft, 'django', 'gunicorn shop.wsgi'));
      },
    }),
  ],
];

export const readerKinds: readonly Kind[] = made.map(([name, make]) => ({ name, make }));
