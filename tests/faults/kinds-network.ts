/** What can come between a page and its files: every file of a start, every way in which a request can go wrong. */
import type { ProblemCode } from '../../src/contract/problem.ts';
import { manifestFile } from '../../src/lab/manifest.ts';
import { bundleNames, deploy, recordingAddress, scriptAddress, siteManifest, type Weather } from './network.ts';
import type { Said } from './judge.ts';
import { pick, type Case, type Kind, type Random } from './play.ts';

const files = [...bundleNames, scriptAddress] as const;
const shortOf = (file: string): string => file.split('/').at(-1) ?? file;

/** One file meets with the weather; the page itself is as it was. */
const oneFile =
  (weather: (random: Random) => Weather, said: Said, of: readonly string[] = files) =>
  (random: Random): Case => {
    const file = pick(random, of);
    const met = weather(random);
    return {
      name: `${shortOf(file)} ${JSON.stringify(met).slice(0, 60)}`,
      said,
      parallel: pick(random, [1, 2]),
      strike: ({ network }) => void network.weather.set(file, met),
    };
  };

const packs = bundleNames.filter((name) => name !== manifestFile);
const stored = packs.filter((name) => name.endsWith('.pack'));
const somewhere = (random: Random): number => 0.05 + random() * 0.9;

const network: [string, (random: Random) => Case][] = [
  ['a file is refused while the site answers', oneFile(() => ({ kind: 'refused' }), ['engine-blocked'])],
  ['a file never comes', oneFile(() => ({ kind: 'hangs' }), ['engine-stalled', 'engine-silent'])],
  [
    'a file is not on the host',
    oneFile((random) => ({ kind: 'status', status: pick(random, [404, 410]) }), ['engine-missing']),
  ],
  [
    'the host answers with an error',
    oneFile(
      (random) => ({ kind: 'status', status: pick(random, [400, 401, 403, 429, 500, 502, 503, 504]) }),
      ['host-error'],
    ),
  ],
  ['a page comes in place of a file', oneFile(() => ({ kind: 'page' }), ['network-intercepted'])],
  ['a file asks for a sign-in', oneFile(() => ({ kind: 'sign-in' }), ['network-intercepted'])],
  ['a file is empty', oneFile(() => ({ kind: 'empty' }), ['engine-damaged'], packs)],
  ['a file is cut short', oneFile((random) => ({ kind: 'cut', at: somewhere(random) }), ['engine-damaged'], packs)],
  ['a file is too long', oneFile((random) => ({ kind: 'longer', at: somewhere(random) }), ['engine-damaged'], stored)],
  ['a file is altered', oneFile((random) => ({ kind: 'flipped', at: random() * 0.999 }), ['engine-damaged'], stored)],
  [
    'the connection ends within a file',
    oneFile((random) => ({ kind: 'breaks', at: somewhere(random) }), ['engine-blocked'], packs),
  ],
  [
    'a file stands still half way',
    oneFile((random) => ({ kind: 'stands', at: somewhere(random) }), ['engine-stalled'], packs),
  ],
];

const everywhere = (name: string, weather: Weather, said: ProblemCode): [string, (random: Random) => Case] => [
  name,
  (random) => ({
    name: weather.kind,
    said: [said],
    parallel: pick(random, [1, 2]),
    strike: ({ network }) => void network.weather.set('*', weather),
  }),
];

/** From some file on: `change` happens when it is asked for. */
const fromFileOn =
  (change: Case['strike'], said: Said) =>
  (random: Random): Case => {
    const file = pick(random, files);
    return {
      name: `at ${shortOf(file)}`,
      said,
      strike: (page, clock) => {
        const { fetch } = page.network;
        page.network.fetch = async (address, init) => {
          if (String(address).endsWith(file)) {
            page.network.fetch = fetch;
            await change?.(page, clock);
          }
          return await fetch(address, init);
        };
      },
    };
  };

const whole: [string, (random: Random) => Case][] = [
  everywhere('nothing can be reached', { kind: 'refused' }, 'engine-offline'),
  everywhere('a sign-in page answers for everything', { kind: 'page' }, 'network-intercepted'),
  everywhere('everything leads to a sign-in page', { kind: 'redirected' }, 'network-intercepted'),
  everywhere('every answer is an error', { kind: 'status', status: 503 }, 'host-error'),
  [
    'the network goes in the middle of a start',
    fromFileOn(({ network }) => void (network.online = false), ['engine-offline']),
  ],
  [
    'the site is updated in the middle of a start',
    fromFileOn(
      ({ network }) => {
        deploy(network);
      },
      ['site-updated'],
    ),
  ],
  [
    'the site was updated before Run',
    () => ({
      name: 'all of it',
      said: ['site-updated'],
      strike: ({ network }) => {
        deploy(network);
      },
    }),
  ],
  [
    'a sign-in page takes over in the middle of a start',
    fromFileOn(({ network }) => void network.weather.set('*', { kind: 'page' }), ['network-intercepted']),
  ],
];

const mutations: readonly ((manifest: Record<string, unknown>, random: Random) => unknown)[] = [
  () => null,
  () => [],
  () => 'manifest',
  () => ({}),
  () => ({ name: 'another site', version: 3 }),
  (manifest, random) => {
    const { [pick(random, Object.keys(manifest))]: gone, ...rest } = manifest;
    return gone === undefined ? null : rest;
  },
  (manifest) => ({ ...manifest, packs: { base: siteManifest.packs.base } }),
  (manifest) => ({ ...manifest, wasm: { ...siteManifest.wasm, stored: 1e15 } }),
  (manifest) => ({ ...manifest, wasm: { ...siteManifest.wasm, stored: '12' } }),
  (manifest) => ({ ...manifest, wasm: { ...siteManifest.wasm, size: -1 } }),
  (manifest) => ({ ...manifest, loader: { ...siteManifest.loader, file: '../../en/waiting/' } }),
  (manifest) => ({ ...manifest, core: { ...siteManifest.core, file: '//elsewhere.example/core.mjs' } }),
  (manifest) => ({ ...manifest, core: { ...siteManifest.core, sha256: 'none' } }),
  (manifest) => ({ ...manifest, world: 'of another version' }),
  (manifest) => ({ ...manifest, inputs: 'of another version' }),
];

const manifests: [string, (random: Random) => Case][] = [
  [
    'a manifest that is not this site’s',
    (random) => {
      const index = Math.floor(random() * mutations.length);
      const text = JSON.stringify(mutations[index]?.({ ...siteManifest }, random));
      return {
        name: `change ${index}`,
        said: ['engine-unfit'],
        strike: ({ network }) => void network.weather.set(manifestFile, { kind: 'text', text }),
      };
    },
  ],
  [
    'a manifest that is no JSON',
    (random) => {
      const whole = JSON.stringify(siteManifest);
      const text = pick(random, ['', 'no such file', '{', whole.slice(0, Math.floor(random() * whole.length))]);
      return {
        name: text.slice(0, 20),
        said: ['engine-unfit'],
        strike: ({ network }) => void network.weather.set(manifestFile, { kind: 'text', text }),
      };
    },
  ],
  [
    'a page in place of the manifest, sent as data',
    () => ({
      name: 'html',
      said: ['network-intercepted'],
      strike: ({ network }) =>
        void network.weather.set(manifestFile, { kind: 'text', text: '\n<html><body>Sign in</body></html>' }),
    }),
  ],
];

const recordingWeather: readonly [Weather, Said][] = [
  [{ kind: 'status', status: 404 }, ['unrecorded:unreachable']],
  [{ kind: 'status', status: 500 }, ['unrecorded:unreachable']],
  [{ kind: 'refused' }, ['unrecorded:unreachable']],
  [{ kind: 'hangs' }, ['unrecorded:unreachable']],
  [{ kind: 'stands', at: 0.5 }, ['unrecorded:unreachable']],
  [{ kind: 'breaks', at: 0.3 }, ['unrecorded:unreachable']],
  [{ kind: 'page' }, ['unrecorded:intercepted']],
  [{ kind: 'sign-in' }, ['unrecorded:unreachable']],
  [{ kind: 'empty' }, ['unrecorded:damaged']],
  [{ kind: 'cut', at: 0.7 }, ['unrecorded:damaged']],
  [{ kind: 'text', text: 'null' }, ['unrecorded:damaged']],
  [{ kind: 'text', text: '{}' }, ['unrecorded:damaged']],
  [{ kind: 'text', text: '{"sides":{}}' }, ['unrecorded:damaged']],
  [{ kind: 'text', text: '{"sides":{"fastapi":{"requests":[1]}}}' }, ['unrecorded:damaged']],
];

/** A change is chosen; its recording is fetched. */
const chosen = (name: string, said: Said, strike: NonNullable<Case['strike']>): Case => ({
  name,
  said,
  strike,
  act: async ({ store }, clock) => {
    store.choose('workers');
    await clock.advance(60_000);
  },
});

const recordings: [string, (random: Random) => Case][] = [
  [
    'a recorded run does not come as it should',
    (random) => {
      const [weather, said] = pick(random, recordingWeather);
      return chosen(JSON.stringify(weather).slice(0, 60), said, ({ network }) => {
        network.weather.set(recordingAddress, weather);
      });
    },
  ],
  [
    'a recorded run is gone with the old site',
    () =>
      chosen('deployed', ['unrecorded:updated'], ({ network }) => {
        deploy(network);
      }),
  ],
  [
    'a recorded run is asked for without a network',
    () => chosen('offline', ['unrecorded:unreachable'], ({ network }) => void (network.online = false)),
  ],
];

export const networkKinds: readonly Kind[] = [...network, ...whole, ...manifests, ...recordings].map(
  ([name, make]) => ({
    name,
    make,
  }),
);
