/** What can become of the place where edits are kept, while a lab is worked on and run: the page goes on, and says what it could not keep. */
import { withFile } from '../../src/lab/draft.ts';
import { draftKind } from '../../src/learn/draft-kind.ts';
import { keyOf } from '../../src/learn/envelope.ts';
import { stages } from './engine.ts';
import { labSource, write, type Page } from './page.ts';
import { pick, type Case, type Kind, type Random } from './play.ts';

const key = keyOf(draftKind, labSource.name);

const editAgain = ({ store }: Page, letters: number): void => {
  store.edit((draft) => withFile(labSource, draft, 'fastapi', 'main.py', `# ${'x'.repeat(letters)}\n`));
};

const made: [string, (random: Random) => Case][] = [
  [
    'storage is forbidden from now on',
    () => ({
      name: 'forbidden',
      said: ['kept:forbidden'],
      unkept: true,
      strike: (page) => {
        page.memory.forbidden = true;
        editAgain(page, 10);
      },
    }),
  ],
  [
    'storage is full',
    (random) => {
      const limit = Math.floor(random() * 400);
      return {
        name: `${limit} letters`,
        said: ['kept:full'],
        unkept: true,
        strike: (page) => {
          page.memory.limit = limit;
          editAgain(page, 5000);
        },
      };
    },
  ],
  [
    'storage goes in the middle of a run',
    (random) => {
      const stage = pick(random, stages);
      return {
        name: stage,
        said: null,
        strike: (page) => {
          page.engines.onStage = (reached) => {
            if (reached === stage) page.memory.forbidden = true;
          };
        },
      };
    },
  ],
  [
    'what was kept is damaged',
    (random) => {
      const text = pick(random, ['', '{', 'null', '[]', '{"v":1}', '{"v":1,"saved":1e300,"data":{}}', '\u0000']);
      return {
        name: JSON.stringify(text),
        said: ['aside'],
        items: { [key]: text },
        strike: write,
        holds: ({ memory }) =>
          [...memory.items.values()].includes(text) ? null : 'what was damaged is gone, and was not set aside',
      };
    },
  ],
  [
    'what was kept is from a newer site',
    (random) => {
      const text = JSON.stringify({ v: 90 + Math.floor(random() * 900), saved: 1, data: {} });
      return {
        name: text,
        said: ['kept:newer'],
        items: { [key]: text },
        unkept: true,
        holds: ({ memory }) => (memory.items.get(key) === text ? null : 'the newer site’s draft was written over'),
      };
    },
  ],
];

export const keepingKinds: readonly Kind[] = made.map(([name, make]: [string, (random: Random) => Case]) => ({
  name,
  make,
}));
