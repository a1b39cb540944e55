import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { answer } from '../../src/learn/session/offline/answer.ts';
import { findStored } from '../../src/learn/session/offline/caches.ts';
import {
  partOf,
  storedAddress,
  type OfflineManifest,
  type OfflinePart,
} from '../../src/learn/session/offline/manifest.ts';
import { readManifest, removeStored, storedState, storeSite } from '../../src/learn/session/offline/store.ts';
import { judge, worst, type RoomFacts } from '../../src/learn/session/room.ts';
import { memoryCaches } from '../fixtures/memory-caches.ts';

const base = 'https://book.example/x/';

type Files = Record<string, [part: OfflinePart, text: string]>;

const first: Files = {
  'en/': ['en', 'opening'],
  'zh-cn/': ['zh-cn', '开篇'],
  '_astro/a.js': ['shared', 'script'],
  '404.html': ['shared', 'no such page'],
  'runtime/base.1.pack': ['python', 'python'],
};
const second: Files = { ...first, 'en/': ['en', 'opening, again'] };

function manifestOf(version: string, files: Files): OfflineManifest {
  return {
    version,
    files: Object.entries(files).map(([path, [part, text]]) => ({
      path,
      part,
      bytes: text.length,
      sha256: createHash('sha256').update(text).digest('hex'),
    })),
  };
}

/** A host, and a browser that stores what it has. */
function world(files: Files) {
  const { storage, names } = memoryCaches();
  const asked: string[] = [];
  const host = { files, down: false };
  const around = {
    storage,
    base,
    now: () => 1_000_000 + asked.length,
    network: (address: string, signal: AbortSignal): Promise<Response> => {
      signal.throwIfAborted();
      const path = address.slice(base.length);
      asked.push(path);
      if (host.down) return Promise.reject(new TypeError('network'));
      const file = host.files[path];
      return Promise.resolve(file ? new Response(file[1]) : new Response('', { status: 404 }));
    },
  };
  return { around, host, asked, names };
}

const noProgress = (bytes: number): unknown => bytes;
const everything: OfflinePart[] = ['en', 'shared', 'python'];
const store = (
  { around }: ReturnType<typeof world>,
  manifest: OfflineManifest,
  { parts = everything, signal = new AbortController().signal, progress = noProgress } = {},
) => storeSite(around, manifest, parts, progress, signal);

describe('what can be stored', () => {
  it.each([
    ['en/waiting/index.html', 'en'],
    ['zh-cn/index.html', 'zh-cn'],
    ['runtime/base.f2df.pack', 'python'],
    ['runtime/manifest.json', 'python'],
    ['runtime/http.572c.pack', 'packages'],
    ['_astro/page.css', 'shared'],
    ['index.html', 'shared'],
    ['lab-en-dark.png', null],
    ['offline.json', null],
    ['sw.js', null],
  ])('%s belongs to %s', (path, part) => {
    expect(partOf(path, ['http'])).toBe(part);
  });

  it.each([
    ['https://a.example/x/en/waiting/?a=1#b', 'https://a.example/x/en/waiting/'],
    ['https://a.example/x/en/waiting', 'https://a.example/x/en/waiting/'],
    ['https://a.example/x/en/index.html', 'https://a.example/x/en/'],
    ['https://a.example/x/_astro/a.js?v', 'https://a.example/x/_astro/a.js'],
    ['https://a.example/', 'https://a.example/'],
  ])('%s is stored as %s', (address, stored) => {
    expect(storedAddress(address)).toBe(stored);
  });
});

describe('storing the site', () => {
  let site: ReturnType<typeof world>;
  beforeEach(() => {
    site = world(first);
  });

  it('stores what was chosen, says how far it is, and counts as stored only then', async () => {
    const seen: number[] = [];
    const outcome = await store(site, manifestOf('one', first), { progress: (bytes) => seen.push(bytes) });
    const bytes = Object.values(first).reduce((sum, [part, text]) => sum + (part === 'zh-cn' ? 0 : text.length), 0);
    expect(outcome).toMatchObject({ kind: 'stored', record: { version: 'one', files: 4, bytes, parts: everything } });
    expect(seen.at(-1)).toBe(bytes);
    expect(site.asked).not.toContain('zh-cn/');
    expect(await storedState(site.around)).toEqual(outcome);
  });

  it('goes on where it was cut off', async () => {
    site.host.files = { ...first, '404.html': ['shared', 'altered on the way'] };
    const manifest = manifestOf('one', first);
    expect(await store(site, manifest)).toEqual({ kind: 'missing', path: '404.html' });
    expect(await storedState(site.around)).toEqual({ kind: 'partial' });
    expect(await findStored(site.around.storage, base)).toBeNull();
    // What was on its way when one file was missing still comes.
    const begun = await site.around.storage.open(site.names()[0] ?? '');
    await vi.waitFor(async () => {
      expect(await begun.match(`${base}en/`)).toBeDefined();
    });
    site.host.files = first;
    site.asked.length = 0;
    expect((await store(site, manifest)).kind).toBe('stored');
    expect(site.asked).toContain('404.html');
    expect(site.asked).not.toContain('en/');
  });

  it('fetches of a new version only what is new, and lets the old one go', async () => {
    await store(site, manifestOf('one', first));
    site.host.files = second;
    site.asked.length = 0;
    expect((await store(site, manifestOf('two', second))).kind).toBe('stored');
    expect(site.asked).toEqual(['en/']);
    expect(site.names()).toHaveLength(1);
    const stored = await findStored(site.around.storage, base);
    expect(await (await stored?.cache.match(`${base}en/`))?.text()).toBe('opening, again');
  });

  it('keeps the old version while the new one is not whole', async () => {
    await store(site, manifestOf('one', first));
    site.host.down = true;
    expect((await store(site, manifestOf('two', second))).kind).toBe('missing');
    expect((await findStored(site.around.storage, base))?.record.version).toBe('one');
  });

  it('stops when it is told to', async () => {
    const controller = new AbortController();
    controller.abort();
    expect(await store(site, manifestOf('one', first), { signal: controller.signal })).toEqual({ kind: 'stopped' });
  });

  it('stops at once while a file does not come', async () => {
    const controller = new AbortController();
    site.around.network = (_, signal) =>
      new Promise((__, reject) => {
        signal.addEventListener('abort', () => {
          reject(signal.reason as Error);
        });
      });
    const outcome = store(site, manifestOf('one', first), { signal: controller.signal });
    controller.abort();
    expect(await outcome).toEqual({ kind: 'stopped' });
  });

  it('takes a file whose body breaks off for one that did not come', async () => {
    const body = (): ReadableStream =>
      new ReadableStream({
        start: (control) => {
          control.error(new TypeError('network error'));
        },
      });
    site.around.network = () => Promise.resolve(new Response(body()));
    expect((await store(site, manifestOf('one', first))).kind).toBe('missing');
  });

  it('takes everything away, and nothing of a neighbour', async () => {
    await store(site, manifestOf('one', first));
    await site.around.storage.open(`waitlab-offline https://book.example/ one`);
    await removeStored(site.around);
    expect(await storedState(site.around)).toEqual({ kind: 'nothing' });
    expect(site.names()).toHaveLength(1);
  });

  it('does not take a sign-in page for the list of files', async () => {
    site.host.files = { 'offline.json': ['shared', '<html>Please sign in</html>'] };
    expect(await readManifest(site.around)).toBeNull();
    site.host.files = { 'offline.json': ['shared', JSON.stringify(manifestOf('one', first))] };
    expect(await readManifest(site.around)).toEqual(manifestOf('one', first));
    site.host.down = true;
    expect(await readManifest(site.around)).toBeNull();
  });
});

describe('answering from the store', () => {
  async function ask(site: ReturnType<typeof world>, path: string, version: string, page = false): Promise<string> {
    const request = new Request(`${base}${path}`);
    if (page) Object.defineProperty(request, 'mode', { value: 'navigate' });
    const { storage, network } = site.around;
    const around = {
      storage,
      base,
      version,
      timeout: 20,
      network: (asked: Request) => network(asked.url, asked.signal),
    };
    const response = await answer(request, around);
    return `${String(response.status)} ${await response.text()}`;
  }
  let site: ReturnType<typeof world>;
  beforeEach(async () => {
    site = world(first);
    await store(site, manifestOf('one', first));
    site.host.files = second;
    site.asked.length = 0;
  });

  it('asks nobody while the stored site is the newest', async () => {
    expect(await ask(site, 'en/?a=1', 'one')).toBe('200 opening');
    expect(site.asked).toEqual([]);
  });

  it('asks the host first once it has another version, and is not lost without it', async () => {
    expect(await ask(site, 'en/', 'two')).toBe('200 opening, again');
    site.host.down = true;
    expect(await ask(site, 'en/', 'two')).toBe('200 opening');
    site.around.network = () => new Promise(() => undefined);
    expect(await ask(site, 'en/', 'two')).toBe('200 opening');
  });

  it('asks the host for what is not stored, and shows the page that says so without it', async () => {
    expect(await ask(site, 'zh-cn/', 'one', true)).toBe('200 开篇');
    site.host.down = true;
    expect(await ask(site, 'zh-cn/', 'one', true)).toBe('404 no such page');
    expect(await ask(site, 'zh-cn/picture.png', 'one')).toMatch(/^0/);
  });

  it('stands aside when the store cannot be read', async () => {
    site.around.storage.keys = () => Promise.reject(new DOMException('damaged', 'UnknownError'));
    expect(await ask(site, 'en/', 'one')).toBe('200 opening, again');
  });

  it('stands aside when nothing is stored', async () => {
    await removeStored(site.around);
    expect(await ask(site, 'en/', 'one')).toBe('200 opening, again');
  });
});

describe('the room', () => {
  const good: RoomFacts = { live: true, storable: true, room: 1e9, needed: 3e7, memory: 8, width: 1280, windows: true };

  it.each<[keyof RoomFacts, RoomFacts[keyof RoomFacts], string]>([
    ['live', false, 'poor'],
    ['storable', false, 'bad'],
    ['room', 1e6, 'bad'],
    ['room', null, 'good'],
    ['memory', 4, 'poor'],
    ['memory', null, 'good'],
    ['width', 390, 'poor'],
    ['windows', false, 'poor'],
  ])('with %s: %s is %s', (fact, value, verdict) => {
    expect(worst(judge({ ...good, [fact]: value }))).toBe(verdict);
  });

  it('is as good as its worst part', () => {
    expect(worst(judge({ ...good, live: false, storable: false }))).toBe('bad');
    expect(worst(judge(good))).toBe('good');
  });
});
