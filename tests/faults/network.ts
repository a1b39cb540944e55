/** A host with one site, a small bundle included, and what can come of a request to it. */
import { createHash } from 'node:crypto';
import { zstdCompressSync } from 'node:zlib';
import { bundleId, manifestFile, type BundleFile, type Manifest } from '../../src/lab/manifest.ts';

/** What a request meets with. `at`: how far into the body, 0 to 1. */
export type Weather =
  | { kind: 'refused' | 'hangs' | 'page' | 'redirected' | 'sign-in' | 'empty' }
  | { kind: 'status'; status: number }
  | { kind: 'cut' | 'breaks' | 'stands' | 'flipped' | 'longer'; at: number }
  | { kind: 'text'; text: string };

const portal = '<!doctype html><title>Welcome</title><form>Sign in to this network</form>';
const data = { 'content-type': 'application/octet-stream' };
const html = { 'content-type': 'text/html; charset=utf-8' };

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function bundle(): { manifest: Manifest; files: Map<string, Uint8Array> } {
  const files = new Map<string, Uint8Array>();
  const add = (name: string, content: string, packed: boolean): BundleFile => {
    const bytes = new TextEncoder().encode(content);
    const stored = packed ? new Uint8Array(zstdCompressSync(bytes)) : bytes;
    const hash = sha256(stored);
    const file = `${name}.${hash.slice(0, 16)}.${packed ? 'pack' : 'mjs'}`;
    files.set(file, stored);
    return { file, stored: stored.length, size: bytes.length, sha256: hash };
  };
  const packNames = [
    'base',
    'fastapi',
    'django',
    'gunicorn',
    'http',
    'websocket',
    'data',
    'metrics',
    'zones',
    'world',
  ] as const;
  const packs = packNames.map((name) => [name, add(name, `${name} `.repeat(400 + name.length), true)] as const);
  const manifest: Manifest = {
    inputs: sha256(new TextEncoder().encode('inputs')),
    world: sha256(new TextEncoder().encode('world')),
    versions: { pyodide: '1', python: '1' },
    loader: add('pyodide', 'export const loadPyodide = 1;', false),
    core: add('pyodide.asm', 'export default 1;', false),
    wasm: add('pyodide.asm', 'wasm '.repeat(900), true),
    packs: Object.fromEntries(packs) as Manifest['packs'],
  };
  return { manifest, files };
}

const { manifest, files } = bundle();
export const siteManifest = manifest;
/** Names of the files that a start of the labs of this table asks for. */
export const bundleNames: readonly string[] = [
  manifestFile,
  ...[manifest.loader, manifest.core, manifest.wasm].map(({ file }) => file),
  ...(['base', 'fastapi', 'world'] as const).map((name) => manifest.packs[name].file),
];

export const home = 'https://book.example/x/';
export const pageAddress = `${home}en/waiting/`;
export const islandAddress = '/x/_astro/LabIsland.1111.js';
export const scriptAddress = '/x/_astro/worker.1111.js';
export const recordingAddress = '/x/_astro/recording.1111.json';
/** Where a page finds its bundle. */
export const runtimeAddress = `/x/runtime/#${bundleId(manifest)}`;

export interface Network {
  fetch: (address: string | URL, init?: RequestInit) => Promise<Response>;
  /** By the end of an address; `*` is whatever has none of its own. */
  weather: Map<string, Weather>;
  /** What lies at an address besides the bundle: path, then text. */
  documents: Map<string, string>;
  online: boolean;
  /** Whether the files of the bundle are still there. */
  hasBundle: boolean;
}

const page = (island: string): string =>
  `<!doctype html><html><body><astro-island component-url="${island}"></astro-island></body></html>`;

export function createNetwork(): Network {
  const network: Network = {
    weather: new Map(),
    online: true,
    hasBundle: true,
    documents: new Map([
      ['/x/en/waiting/', page(islandAddress)],
      [scriptAddress, 'postMessage'],
      [islandAddress, 'export default 1'],
    ]),
    fetch: (address, init) => answer(network, new URL(address, home), init ?? {}),
  };
  return network;
}

/** The site as it is after a new version has been put on the host: other addresses, and the old files gone. */
export function deploy(network: Network): void {
  network.hasBundle = false;
  network.documents = new Map([['/x/en/waiting/', page('/x/_astro/LabIsland.2222.js')]]);
  const next = { ...manifest, world: sha256(new TextEncoder().encode('next')) };
  network.weather.set(manifestFile, { kind: 'text', text: JSON.stringify(next) });
}

function weatherOf({ weather }: Network, path: string): Weather | undefined {
  const [, own] = [...weather].find(([name]) => path.endsWith(name)) ?? [];
  return own ?? weather.get('*');
}

function bodyOf(network: Network, path: string): Uint8Array | null {
  const name = path.split('/').at(-1) ?? '';
  const text = name === manifestFile ? JSON.stringify(manifest) : network.documents.get(path);
  const file = network.hasBundle ? files.get(name) : undefined;
  return text === undefined ? (file ?? null) : new TextEncoder().encode(text);
}

const never = (signal: AbortSignal | null | undefined): Promise<never> =>
  new Promise((_, reject) => {
    signal?.addEventListener('abort', () => {
      reject(signal.reason as Error);
    });
  });

/** The first part of a body, and then nothing more, or the end of the connection. */
function partly(bytes: Uint8Array, at: number, then: (control: ReadableStreamDefaultController) => void) {
  return new ReadableStream({
    start(control) {
      control.enqueue(bytes.slice(0, Math.floor(bytes.length * at)));
      then(control);
    },
  });
}

/** Weather that needs nothing of what was asked for; null when something does. */
function withoutBody(weather: Weather | undefined): Response | null {
  if (weather?.kind === 'page') return new Response(portal, { headers: html });
  if (weather?.kind === 'sign-in') return new Response(portal, { headers: html, status: 511 });
  if (weather?.kind === 'redirected')
    return new Response(null, { status: 302, headers: { location: 'http://portal.example/' } });
  if (weather?.kind === 'status') return new Response('no', { status: weather.status });
  if (weather?.kind === 'text') return new Response(weather.text, { headers: data });
  return weather?.kind === 'empty' ? new Response('', { headers: data }) : null;
}

/** What is left of a body that is not whole. */
function spoiled(
  bytes: Uint8Array<ArrayBuffer>,
  { kind, at }: Extract<Weather, { at: number }>,
  signal: AbortSignal | null | undefined,
): BodyInit {
  const index = Math.floor(bytes.length * at);
  switch (kind) {
    case 'cut':
      return bytes.slice(0, index);
    case 'longer':
      return Uint8Array.of(...bytes, ...bytes.slice(0, index + 1));
    case 'flipped':
      return bytes.map((byte, place) => (place === index ? byte ^ 0x15 : byte));
    case 'breaks':
      return partly(bytes, at, (control) => {
        control.error(new TypeError('network error'));
      });
    case 'stands':
      return partly(bytes, at, (control) => {
        signal?.addEventListener('abort', () => {
          control.error(signal.reason);
        });
      });
  }
}

async function answer(network: Network, { pathname }: URL, { signal }: RequestInit): Promise<Response> {
  const weather = weatherOf(network, pathname);
  if (!network.online || weather?.kind === 'refused') throw new TypeError('Failed to fetch');
  if (weather?.kind === 'hangs') return await never(signal);
  const instead = withoutBody(weather);
  if (instead) return instead;
  const bytes = bodyOf(network, pathname)?.slice();
  if (!bytes) return new Response('no such file', { status: 404, headers: html });
  const body = weather && 'at' in weather ? spoiled(bytes, weather, signal) : bytes;
  return new Response(body, { headers: pathname.endsWith('/') ? html : data });
}
