/** Whatever a reader typed and was told is kept can be found again, whatever they do afterwards, in several tabs, over reloads. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { freshDraft, labOf, resetSide, withCommand, withFile, type Draft } from '../../src/lab/draft.ts';
import type { LabStore } from '../../src/workbench/lab-store.ts';
import { applyImport, exported, planImport } from '../../src/learn/archive.ts';
import { draftKind } from '../../src/learn/draft-kind.ts';
import { kinds } from '../../src/learn/kinds.ts';
import type { ReaderStorage } from '../../src/learn/storage.ts';
import { labSource, storeOn } from '../fixtures/lab-store.ts';
import { memoryShelf } from '../fixtures/memory-store.ts';

const source = labSource;
const links = ['one', 'two'].map((text) => withFile(source, freshDraft, 'fastapi', 'main.py', `# link ${text}\n`));
const foreign = withFile(source, freshDraft, 'django', 'shop/views.py', '# from a file\n');

const plain = [
  'reset fastapi',
  'reset django',
  'choose workers',
  'choose rewritten',
  'choose nothing',
  'as linked',
  'discardShared',
  'saveShared',
  'loadRemote',
  'overwrite',
  'undo',
  'reload',
  'clear',
  'import',
  'full',
  'room',
  'forbid',
  'allow',
] as const;

const step = fc.record({
  tab: fc.nat(2),
  act: fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom('type file', 'type command') },
    { weight: 3, arbitrary: fc.constantFrom('open 0', 'open 1') },
    { weight: 9, arbitrary: fc.constantFrom(...plain) },
    { weight: 2, arbitrary: fc.constantFrom('put back', 'discard') },
  ),
  which: fc.nat(9),
});
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

interface Tab {
  storage: ReaderStorage;
  store: LabStore;
  leave: () => void;
}

const tokensIn = (text: string): string[] => text.match(/token-\d+-/g) ?? [];

function run(steps: readonly Step[]): void {
  const memory = memoryShelf();
  // Everything happens within few milliseconds.
  memory.step = 0;
  const begin = (storage: ReaderStorage): Tab => {
    const store = storeOn(storage);
    return { storage, store, leave: store.restore() };
  };
  const tabs = [memory.storage, memory.tab(), memory.tab()].map(begin);
  const lying = (): Set<string> => new Set([...memory.items.values()].flatMap(tokensIn));
  let wanted = new Set<string>();
  let typed = 0;

  function type(store: LabStore, change: (draft: Draft, token: string) => Draft): void {
    typed += 1;
    const token = `token-${String(typed)}-`;
    store.edit((draft) => change(draft, token));
    // What cannot be kept stays on the screen, and the page says so.
    expect(JSON.stringify(store.view.draft)).toContain(token);
    if (store.view.kept === 'written') {
      for (const one of tokensIn(JSON.stringify(store.view.draft))) wanted.add(one);
    }
  }

  function act(tab: Tab, { act: what, which }: Step, index: number): void {
    const { storage, store } = tab;
    const backups = storage.backups();
    const backup = backups[which % Math.max(1, backups.length)]?.key ?? '';
    switch (what) {
      case 'type file':
        type(store, (draft, token) => {
          const text = labOf(source, draft).files['fastapi']?.['main.py'] ?? '';
          return withFile(source, draft, 'fastapi', 'main.py', `${text}${token}`);
        });
        break;
      case 'type command':
        type(store, (draft, token) => {
          const command = labOf(source, draft).lab.sides[1]?.command ?? '';
          return withCommand(source, draft, 'django', `${command}${token}`);
        });
        break;
      case 'open 0':
      case 'open 1': {
        const link = links[what === 'open 0' ? 0 : 1];
        if (link) store.open(link);
        break;
      }
      case 'reset fastapi':
      case 'reset django':
        store.replace((draft) => resetSide(draft, what.slice('reset '.length)));
        break;
      case 'choose workers':
      case 'choose rewritten':
      case 'choose nothing':
        store.choose(what === 'choose nothing' ? null : what.slice('choose '.length));
        break;
      case 'as linked':
        store.asLinked();
        break;
      case 'discardShared':
      case 'saveShared':
      case 'loadRemote':
      case 'overwrite':
      case 'undo':
        store[what]();
        break;
      case 'reload':
        tab.leave();
        tabs[index] = begin(storage);
        break;
      case 'clear':
        storage.clear(kinds);
        break;
      case 'import': {
        const other = memoryShelf().storage;
        other.write(draftKind, source.name, foreign, null);
        const file = JSON.stringify(exported(other, kinds, [], new Date(0)));
        const plan = planImport(storage, kinds, file);
        if (plan.kind === 'plan') applyImport(storage, plan, () => 'theirs');
        break;
      }
      case 'full':
        memory.limit = [...memory.items].reduce((sum, [key, text]) => sum + key.length + text.length, which * 60);
        break;
      case 'room':
        memory.limit = Infinity;
        break;
      case 'forbid':
      case 'allow':
        memory.forbidden = what === 'forbid';
        break;
      case 'put back':
        storage.restoreBackup(backup);
        break;
      case 'discard': {
        const before = lying();
        storage.discard(backup);
        const after = lying();
        // Deleted for good, and by name.
        wanted = new Set([...wanted].filter((token) => !before.has(token) || after.has(token)));
        break;
      }
    }
  }

  for (const next of steps) {
    const tab = tabs[next.tab];
    if (tab) act(tab, next, next.tab);
    const there = lying();
    expect([...wanted].filter((token) => !there.has(token))).toEqual([]);
  }
  // With room again, it is either in a draft that a page shows or in the list of what was set aside.
  memory.limit = Infinity;
  memory.forbidden = false;
  const listed = memory.storage.backups().map(({ text }) => text);
  const drafts = ['lab', 'linked'].map((name) => memory.items.get(`waitlab:${name}:${source.name}`) ?? '');
  const found = new Set([...listed, ...drafts].flatMap(tokensIn));
  expect([...wanted].filter((token) => !found.has(token))).toEqual([]);
}

test('1,000 sequences of acts lose nothing', () => {
  fc.assert(fc.property(fc.array(step, { minLength: 8, maxLength: 60 }), run), { numRuns: 1_000 });
}, 120_000);
