/** A page with one lab as its reader has it, without a browser: the real stores and the real client, on a fake host and fake engines. */
import { withCommand, withFile, type Draft, type LabSource } from '../../src/lab/draft.ts';
import { fetchRecording } from '../../src/workbench/fetch-recording.ts';
import { createLabStore, type LabStore } from '../../src/workbench/lab-store.ts';
import { outcomesOf } from '../../src/lab/result.ts';
import { createClient, type Client } from '../../src/lab/page/client.ts';
import { createEngines } from '../../src/lab/page/engines.ts';
import { bootFor } from '../../src/lab/packs.ts';
import { explain, type SiteAround } from '../../src/lab/page/site-check.ts';
import { draftsOf } from '../../src/learn/drafts.ts';
import { checkRaw } from '../../src/lab/check-raw.ts';
import { django, fastapi, loaded } from '../fixtures/first-run.ts';
import { memoryShelf, type MemoryShelf } from '../fixtures/memory-store.ts';
import { fakeEngines, type FakeEngines } from './engine.ts';
import {
  createNetwork,
  islandAddress,
  pageAddress,
  recordingAddress,
  runtimeAddress,
  scriptAddress,
  type Network,
} from './network.ts';

const bilingual = (text: string) => ({ en: text, 'zh-cn': text });

const source: LabSource = {
  ...loaded,
  page: {
    question: bilingual('Who waits?'),
    open: {},
    changes: [{ id: 'workers', name: bilingual('8'), commands: { django: 'gunicorn shop.wsgi --workers 8' } }],
  },
  overlays: {},
};

const sides = { fastapi, django };

export interface Page {
  store: LabStore;
  client: Client;
  engines: FakeEngines;
  network: Network;
  memory: MemoryShelf;
  /** How often the view changed. */
  shown: number;
  /** The draft that a reader would find after a reload. */
  afterReload: () => Draft | null;
}

const open = (memory: MemoryShelf, client: Client, around: SiteAround): LabStore =>
  createLabStore({
    source,
    client,
    recorded: outcomesOf({ sides }),
    loadRecording: () => fetchRecording(recordingAddress, 1, around),
    drafts: draftsOf(memory.storage, source.name),
    ran: () => undefined,
    now: () => performance.now() / 1000,
  });

export function openPage(items: Record<string, string> = {}, parallel = 2): Page {
  const network = createNetwork();
  network.documents.set(recordingAddress, JSON.stringify({ sides }));
  const engines = fakeEngines(network);
  const around: SiteAround = {
    network: (address, init) => network.fetch(address, init),
    page: pageAddress,
    parts: [islandAddress],
    isOnline: () => network.online,
  };
  const client = createClient({
    engines: createEngines({
      connect: engines.connect,
      bootFor: (job) => bootFor(runtimeAddress, job),
      checkOutcome: checkRaw,
      snapshots: { find: () => null, keep: () => undefined, forget: () => undefined },
      parallel,
      blanks: 0,
    }),
    explain: (problem) => explain(problem, around, scriptAddress),
  });
  const memory = memoryShelf(items);
  const store = open(memory, client, around);
  const page: Page = {
    store,
    client,
    engines,
    network,
    memory,
    shown: 0,
    afterReload() {
      const again = open(memory, client, around);
      again.restore();
      return again.view.get().draft;
    },
  };
  store.view.listen(() => {
    page.shown += 1;
  });
  store.restore();
  return page;
}

const edited = 'from fastapi import FastAPI\n\napp = FastAPI()\n# An hour of work: 等在哪里?\n';

/** What the reader has written by the time the fault strikes. */
export function write({ store }: Page): void {
  store.edit((draft) => withFile(source, draft, 'fastapi', 'main.py', edited));
  store.edit((draft) => withCommand(source, draft, 'django', 'gunicorn shop.wsgi --workers 2'));
}

export { source as labSource };
