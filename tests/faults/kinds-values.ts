/** Numbers and texts that no run can be made of, as an edit or a stranger's link brings them: refused with key and reason, before an engine starts. */
import type { Draft } from '../../src/lab/draft.ts';
import type { ProblemCode } from '../../src/contract/problem.ts';
import type { LabLoad } from '../../src/contract/lab.ts';
import { pick, type Case, type Kind, type Random } from './play.ts';
import type { Page } from './page.ts';

/** Whatever is written, no engine is started for it. */
function refused(name: string, change: (draft: Draft) => Draft, code: readonly ProblemCode[], key?: string): Case {
  let made = 0;
  return {
    name,
    said: code,
    act: (page) => {
      const { store, engines } = page;
      store.edit(change);
      const before = engines.alive;
      store.run();
      made = engines.alive - before;
    },
    holds: ({ store }) => {
      if (made > 0) return 'an engine was started for it';
      const { problems } = store.view.get();
      const named = key === undefined || problems.some(({ values }) => String(values['key']).endsWith(key));
      return named ? null : `the key ${key} is not named: ${JSON.stringify(problems)}`;
    },
    mend: ({ store }: Page) => {
      store.edit((draft) => ({ ...draft, edits: { ...draft.edits, files: {}, commands: {}, loads: {}, world: {} } }));
    },
    // JSON cannot hold all of these; what a reload gives is then something else.
    unkept: true,
  };
}

const withLoad =
  (load: Partial<LabLoad>) =>
  (draft: Draft): Draft => ({
    ...draft,
    edits: { ...draft.edits, loads: { main: load } },
  });
const withWorld =
  (world: Draft['edits']['world']) =>
  (draft: Draft): Draft => ({
    ...draft,
    edits: { ...draft.edits, world },
  });

const impossible = [NaN, Infinity, -Infinity, -1, -0.5, 1e300, -1e300] as const;
const asText = (value: number): string => String(value);

const halves = ['\ud83d', '\udc00', 'a\ud83db', '\ude00\ud83d', '# 等\ud800'] as const;

const made: [string, (random: Random) => Case][] = [
  [
    'a number of requests that is none',
    (random) => {
      const requests = pick(random, [...impossible, 0, 1.5]);
      return refused(asText(requests), withLoad({ requests }), ['wrong-value', 'limit-requests']);
    },
  ],
  [
    'a rate that is none',
    (random) => {
      const rate = pick(random, [...impossible, 0, 1e-300]);
      const load = withLoad({ pattern: pick(random, ['constant', 'poisson']), rate, duration: 2 });
      return refused(asText(rate), load, ['wrong-value', 'limit-requests']);
    },
  ],
  [
    'a duration that is none',
    (random) => {
      const duration = pick(random, [...impossible, 0]);
      const load = withLoad({ pattern: 'constant', rate: 5, duration });
      return refused(asText(duration), load, ['wrong-value', 'limit-requests'], 'duration');
    },
  ],
  [
    'a number of clients that is none',
    (random) => {
      const clients = pick(random, [...impossible, 0, 2.5]);
      return refused(
        asText(clients),
        withLoad({ pattern: 'closed', clients, requests: 9 }),
        ['wrong-value'],
        'clients',
      );
    },
  ],
  [
    'a wait between requests that is none',
    (random) => {
      const think = pick(random, impossible);
      const load = withLoad({ pattern: 'closed', clients: 2, requests: 9, think });
      return refused(asText(think), load, ['wrong-value'], 'think');
    },
  ],
  [
    'cores that no machine has',
    (random) => {
      const cores = pick(random, [...impossible, 0, 1.5, 1e9]);
      return refused(asText(cores), withWorld({ cores }), ['wrong-value'], 'cores');
    },
  ],
  [
    'a network that no machine has',
    (random) => {
      const network = pick(random, impossible);
      return refused(asText(network), withWorld({ network }), ['wrong-value'], 'network');
    },
  ],
  [
    'a path that is none',
    (random) => {
      const path = pick(random, ['', 'orders', '//x y', '/a b', '/a\n', '\\', 'http://x/', ' /', '?q', '#']);
      return refused(JSON.stringify(path), withLoad({ path }), ['wrong-value'], 'path');
    },
  ],
  [
    'a path with half a character',
    (random) => refused('path', withLoad({ path: `/${pick(random, ['\ud83d', '\udc00'])}` }), ['text-broken'], 'path'),
  ],
  [
    'a file with half a character',
    (random) => {
      const half = pick(random, halves);
      return refused(
        JSON.stringify(half),
        (draft) => ({
          ...draft,
          edits: { ...draft.edits, files: { fastapi: { 'main.py': `import time\n${half}` } } },
        }),
        ['text-broken'],
        'main.py',
      );
    },
  ],
  [
    'a file whose name has half a character',
    (random) => {
      const path = `a${pick(random, halves)}.py`;
      return refused(
        JSON.stringify(path),
        (draft) => ({ ...draft, edits: { ...draft.edits, files: { fastapi: { [path]: '' } } } }),
        ['text-broken'],
      );
    },
  ],
  [
    'a command with half a character',
    (random) => {
      const command = `uvicorn main:app --header x:${pick(random, halves)}`;
      return refused(
        JSON.stringify(command),
        (draft) => ({ ...draft, edits: { ...draft.edits, commands: { fastapi: command } } }),
        ['text-broken'],
        'command',
      );
    },
  ],
];

export const valueKinds: readonly Kind[] = made.map(([name, make]) => ({ name, make }));
