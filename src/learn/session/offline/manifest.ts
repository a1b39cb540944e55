/** What there is to store for use without a network: written by src/build/offline.ts, read by the page that stores it. */
import { z } from '../../../schemas/small.ts';

/**
 * What a reader can choose: the pages of each language, what all pages share, Python with the frameworks and servers, and the
 * packages that only some labs import.
 */
export const parts = ['en', 'zh-cn', 'shared', 'python', 'packages'] as const;
export type OfflinePart = (typeof parts)[number];

const fileSchema = z.strictObject({
  /** Below the site's own path; a page ends with a slash, as its address does. */
  path: z.string(),
  /** As a host without compression sends it. */
  bytes: z.int(),
  /** SHA-256, hexadecimal. */
  sha256: z.string(),
  part: z.enum(parts),
});
export type OfflineFile = z.infer<typeof fileSchema>;

export const offlineSchema = z.strictObject({
  /** Hash of every file and its place: equal versions are equal sites. */
  version: z.string(),
  files: z.array(fileSchema),
});
export type OfflineManifest = z.infer<typeof offlineSchema>;

/** Below the site's own path; neither is ever stored. */
export const manifestPath = 'offline.json';
export const workerPath = 'sw.js';

/** The part that a file of the built site belongs to; null of one that no page asks for. */
export function partOf(path: string, packages: readonly string[]): OfflinePart | null {
  if ([manifestPath, workerPath].includes(path) || /^(lab-.*\.png|sitemap.*\.xml|robots\.txt)$/.test(path)) return null;
  const [top = ''] = path.split('/');
  if (top === 'en' || top === 'zh-cn') return top;
  if (top === 'runtime') return packages.some((name) => path.startsWith(`runtime/${name}.`)) ? 'packages' : 'python';
  return 'shared';
}

export const chosenFiles = ({ files }: OfflineManifest, chosen: readonly OfflinePart[]): OfflineFile[] =>
  files.filter(({ part }) => chosen.includes(part));

export const bytesOf = (files: readonly OfflineFile[]): number => files.reduce((sum, { bytes }) => sum + bytes, 0);

/** The address under which an asked-for page or file is stored: without what follows `?` and `#`, a page always with its slash. */
export function storedAddress(address: string): string {
  const url = new URL(address);
  const name = url.pathname.split('/').at(-1) ?? '';
  const path = name === 'index.html' ? url.pathname.slice(0, -name.length) : url.pathname;
  return `${url.origin}${path}${name === '' || name.includes('.') ? '' : '/'}`;
}
