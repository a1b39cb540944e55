/** Where the runtime build reads and writes. */
import { createHash } from 'node:crypto';
import { fromRoot } from '../../lab/node/from-root.ts';

export const requirements = fromRoot('src/build/runtime/requirements.txt');
export const requirementsIn = fromRoot('src/build/runtime/requirements.in');
export const ownSources = fromRoot('src/build/runtime');
/** What decides whether a licence may be shipped, and writes notices. */
export const licenceSources = fromRoot('src/build/licences');
/** How files are written one after the other into a pack, and read again. */
export const packFormat = fromRoot('src/lab/engine/pack.ts');
export const worldSources = fromRoot('src/world');
export const wheelCache = fromRoot('.cache/wheels');
/** Names the process that is building. */
export const buildLock = fromRoot('.cache/runtime-build.lock');
/** Served from our own origin; git-ignored. */
export const bundle = fromRoot('public/runtime');

/** The bundle's licences with their texts, beside it on our origin; git-ignored. */
export const noticeName = 'NOTICE-python.txt';
export const wholeNotice = fromRoot(`public/${noticeName}`);

/** Python's home on the virtual disk. */
export const stdlib = '/lib/python3.14';
export const sitePackages = `${stdlib}/site-packages`;

export const sha256 = (data: Uint8Array | string): string => createHash('sha256').update(data).digest('hex');
