/** The faults that need a real browser: the files of the built site, real workers and ports, the browser's own storage, the way back. */
import { readFileSync } from 'node:fs';
import type { BrowserContext, Page } from '@playwright/test';
import type { UiKey } from '../../src/i18n/i18n.ts';
import { manifestSchema } from '../../src/lab/manifest-schema.ts';
import { double, flood, progress, replaceWorker, signIn, workerScript } from '../e2e/doubles.ts';
import type { LabPage } from '../e2e/lab-page.ts';

export interface BrowserCase {
  name: string;
  /** One of these is said, or stands on the page. */
  said: readonly UiKey[];
  /** In the page before anything of the site runs. */
  init?: () => void;
  /** Before the page is opened. */
  before?: (context: BrowserContext) => Promise<unknown>;
  /** Between the edit and Run. */
  strike?: (lab: LabPage, context: BrowserContext) => Promise<unknown>;
  /** Instead of a press on Run. */
  act?: (lab: LabPage, page: Page) => Promise<void>;
  /** The browser keeps nothing: a reload is not expected to bring the edits back. */
  unkept?: true;
}

type Pattern = string | RegExp;
type Answer = Parameters<Parameters<Parameters<BrowserContext['route']>[1]>[0]['fulfill']>[0];

const answered =
  (pattern: Pattern, answer: Answer) =>
  async (context: BrowserContext): Promise<unknown> =>
    context.route(pattern, (route) => route.fulfill(answer));
const aborted =
  (pattern: Pattern) =>
  async (context: BrowserContext): Promise<unknown> =>
    context.route(pattern, (route) => route.abort('connectionreset'));
const hanging =
  (pattern: Pattern) =>
  async (context: BrowserContext): Promise<unknown> =>
    context.route(pattern, () => undefined);
/** As it is on the host, but for its bytes. */
const altered =
  (pattern: Pattern, alter: (bytes: Buffer) => Buffer) =>
  async (context: BrowserContext): Promise<unknown> =>
    context.route(pattern, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ status: 200, contentType: 'application/octet-stream', body: alter(await response.body()) });
    });

const manifest = manifestSchema.parse(JSON.parse(readFileSync('public/runtime/manifest.json', 'utf8')));
const { loader, core, wasm, packs } = manifest;
const fetched = [loader, core, wasm, packs.base, packs.fastapi, packs.django, packs.world].map(({ file }) => file);
const files: readonly (readonly [string, Pattern])[] = [
  ['manifest.json', '**/runtime/manifest.json'],
  ['the worker’s script', workerScript],
  ...fetched.map((file) => [file, `**/runtime/${file}`] as const),
];

const strikes = (
  name: string,
  said: readonly UiKey[],
  strike: (context: BrowserContext) => Promise<unknown>,
): BrowserCase => ({
  name,
  said,
  strike: (_, context) => strike(context),
});

/** From before the page is opened: an engine that was started ahead of Run would have it all already. */
const missing = (
  name: string,
  said: readonly UiKey[],
  before: (context: BrowserContext) => Promise<unknown>,
): BrowserCase => ({ name, said, before });

const ofFiles: BrowserCase[] = files.flatMap(([name, pattern]) => [
  missing(`${name}: 404`, ['problem.engine-missing.next'], answered(pattern, { status: 404, body: '' })),
  missing(`${name}: 500`, ['problem.host-error.next'], answered(pattern, { status: 500, body: 'no' })),
  missing(`${name}: a page`, ['problem.network-intercepted'], answered(pattern, signIn)),
  missing(`${name}: reset`, ['problem.engine-blocked.next'], aborted(pattern)),
]);

const pack = `**/runtime/${packs.base.file}`;
const spoiled: BrowserCase[] = [
  strikes(
    'a pack cut short',
    ['problem.engine-damaged.next'],
    altered(pack, (bytes) => bytes.subarray(0, bytes.length / 2)),
  ),
  strikes(
    'a pack with other bytes',
    ['problem.engine-damaged.next'],
    altered(pack, (bytes) => Buffer.from(bytes.map((byte, index) => (index === 999 ? byte ^ 1 : byte)))),
  ),
  strikes(
    'a module cut short',
    ['problem.engine-damaged.next'],
    altered(`**/runtime/${core.file}`, (bytes) => bytes.subarray(0, bytes.length / 2)),
  ),
  strikes('a pack that never comes', ['problem.engine-stalled.next'], hanging(pack)),
  strikes(
    'a manifest of another version',
    ['problem.engine-unfit.next'],
    answered('**/runtime/manifest.json', { json: { ...manifest, world: 'another' } }),
  ),
  strikes(
    'a manifest of another site',
    ['problem.engine-unfit.next'],
    answered('**/runtime/manifest.json', { json: { a: 1 } }),
  ),
  strikes(
    'a manifest cut short',
    ['problem.engine-unfit.next'],
    answered('**/runtime/manifest.json', { body: '{"inputs":' }),
  ),
  strikes('a sign-in page for everything', ['problem.network-intercepted'], answered('**/*', signIn)),
  strikes('a redirect to a sign-in page for everything', ['problem.network-intercepted'], async (context) => {
    await context.route('**/*', (route) =>
      route.fulfill({ status: 302, headers: { location: 'http://portal.example/' } }),
    );
  }),
  strikes('no network for anything', ['problem.engine-offline.next'], (context) => context.setOffline(true)),
  ...[1, 3, 6].map((index) =>
    strikes(`no network from file ${index} on`, ['problem.engine-offline.next'], (context) =>
      context.route(`**/runtime/${fetched[index] ?? ''}`, async (route) => {
        await context.setOffline(true);
        await route.abort('internetdisconnected');
      }),
    ),
  ),
  strikes('a new version of the site', ['problem.site-updated'], async (context) => {
    await context.route(/\/runtime\/.*(pack|mjs)$|\/_astro\//, (route) => route.fulfill({ status: 404, body: '' }));
    await context.route('**/waiting/', async (route) => {
      const response = await route.fetch();
      await route.fulfill({
        response,
        body: (await response.text()).replaceAll(/LabIsland\.[\w-]+/g, 'LabIsland.new'),
      });
    });
  }),
];

const acts = (name: string, said: readonly UiKey[], script: string): BrowserCase => ({
  name,
  said,
  before: (context) => replaceWorker(context, script),
});
const port = "addEventListener('message', ({ ports: [port] }) => {";

const workers: BrowserCase[] = [
  acts('12,000 messages of progress', ['problem.engine-flood'], double(flood(progress, 12_000))),
  acts('12,000 outcomes', ['problem.outcome-refused.next'], double(flood({ kind: 'finished', outcome: '' }, 12_000))),
  acts(
    '12,000 messages of loading',
    ['problem.engine-flood'],
    `${port} ${flood({ kind: 'loading', stage: 'fetch', received: 1, total: 2 }, 12_000)} });`,
  ),
  acts(
    '12,000 messages past the port',
    ['problem.engine-crashed.next'],
    double('for (let n = 0; n < 12000; n += 1) postMessage(n);'),
  ),
  acts(
    'a message of many megabytes',
    ['problem.engine-crashed.next'],
    double("port.postMessage({ kind: 'progress', now: 1, ended: 1, requests: 1, more: 'x'.repeat(5e7) });"),
  ),
  acts(
    'a worker that throws as it loads',
    ['problem.engine-missing.next', 'problem.engine-damaged.next'],
    'throw new Error("no");',
  ),
  acts('a worker that is no script', ['problem.engine-missing.next', 'problem.engine-damaged.next'], '<<<<'),
  acts(
    'a worker that throws in a run',
    ['problem.engine-crashed.next'],
    double("setTimeout(() => { throw new Error('out of reach'); });"),
  ),
  acts('a worker that closes', ['problem.engine-silent.next', 'problem.engine-stalled.next'], 'close();'),
  acts(
    'a Python that gives no reason',
    ['problem.engine-unexplained'],
    double(
      "port.postMessage({ kind: 'failed', problem: { code: 'engine-crashed', values: { message: 'PythonError: ' } } });",
    ),
  ),
];

/** Throws from here on, as a browser does that forbids it. */
const kept: BrowserCase[] = [
  {
    name: 'localStorage is forbidden',
    said: ['lab.kept-nowhere'],
    unkept: true,
    init: () => {
      Object.defineProperty(globalThis, 'localStorage', {
        get: () => {
          throw new DOMException('forbidden', 'SecurityError');
        },
      });
    },
  },
  {
    name: 'localStorage is full',
    said: ['lab.not-kept'],
    unkept: true,
    init: () => {
      Storage.prototype.setItem = () => {
        throw new DOMException('full', 'QuotaExceededError');
      };
    },
  },
  {
    name: 'IndexedDB is forbidden',
    said: ['lab.run-forbidden'],
    init: () => {
      IDBFactory.prototype.open = () => {
        throw new DOMException('forbidden', 'SecurityError');
      };
    },
  },
  {
    name: 'IndexedDB never answers',
    said: ['lab.run-forbidden'],
    init: () => {
      const silent = { addEventListener: () => undefined, removeEventListener: () => undefined };
      IDBFactory.prototype.open = () =>
        Object.assign(Object.create(IDBOpenDBRequest.prototype) as IDBOpenDBRequest, silent);
    },
  },
];

const choose = async (lab: LabPage): Promise<void> => {
  const changes = lab.lab.getByRole('group', { name: lab.text('lab.changes') });
  await changes.getByRole('button').nth(1).click();
};

const recorded = ([name, key, strike]: [
  string,
  UiKey,
  (context: BrowserContext) => Promise<unknown>,
]): BrowserCase => ({
  name: `a recording: ${name}`,
  said: [key],
  strike: (_, context) => strike(context),
  act: choose,
});
const recordings = '**/_astro/event-loop.*.json';

const others: BrowserCase[] = [
  ...(
    [
      ['404', 'lab.unrecorded', answered(recordings, { status: 404, body: '' })],
      ['a page', 'lab.unrecorded.intercepted', answered(recordings, signIn)],
      ['cut short', 'lab.unrecorded.damaged', altered(recordings, (bytes) => bytes.subarray(0, bytes.length / 2))],
      ['another file', 'lab.unrecorded.damaged', answered(recordings, { json: { sides: { fastapi: [] } } })],
    ] as [string, UiKey, (context: BrowserContext) => Promise<unknown>][]
  ).map(recorded),
  {
    name: 'the page is put away while an engine starts, and comes back',
    said: ['lab.stopped.leaving'],
    strike: (_, context) => hanging(pack)(context),
    act: async (lab, page) => {
      await lab.run.click();
      await lab.stop.waitFor();
      await page.evaluate(() => {
        dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
        dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
      });
    },
  },
  {
    name: 'another page and back while an engine starts',
    // A browser that has not kept the page loads it anew: then it says nothing, and nothing is stuck.
    said: ['lab.stopped.leaving', 'lab.stale', 'lab.recorded'],
    strike: (_, context) => hanging(pack)(context),
    act: async (lab, page) => {
      await lab.run.click();
      await lab.stop.waitFor();
      await page.goto(page.url().replace('/waiting/', '/'));
      // A page that is taken back as it was does not load again, so there is no such event to wait for.
      await page.goBack({ waitUntil: 'commit', timeout: 5_000 }).catch(() => null);
      await lab.lab.waitFor();
      await lab.touch();
    },
  },
];

/** By the kind of fault, as the report names it. */
const groups: Record<string, readonly BrowserCase[]> = {
  'in a browser: a file of a start': ofFiles,
  'in a browser: files and networks that are not as they should be': spoiled,
  'in a browser: workers': workers,
  'in a browser: storage': kept,
  'in a browser: recordings, and the way back': others,
};

export const browserCases: readonly { kind: string; fault: BrowserCase }[] = Object.entries(groups).flatMap(
  ([kind, cases]) => cases.map((fault) => ({ kind, fault })),
);
