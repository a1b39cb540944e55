/** What the runtime bundle consists of: written by src/build/runtime, read by whoever starts an engine. */
import type { BundleFile, Manifest, PackName } from './manifest-schema.ts';

export type { BundleFile, Manifest };

/** Name of the manifest in the bundle's directory; the only file there whose name does not change with its content. */
export const manifestFile = 'manifest.json';

/** Names one bundle. A page carries that of the bundle which it was built with, as the fragment of the bundle's address. */
export const bundleId = ({ inputs, world }: Manifest): string => `${inputs.slice(0, 12)}.${world.slice(0, 12)}`;

export const bundleFiles = (manifest: Manifest): BundleFile[] => [
  manifest.loader,
  manifest.core,
  manifest.wasm,
  ...Object.values(manifest.packs),
];

/** The packs of a start, in the order in which they are unpacked. */
export function packFiles(manifest: Manifest, packs: readonly PackName[]): BundleFile[] {
  const names = new Set<PackName | 'world'>(['base', ...packs, 'world']);
  return [...names].map((name) => manifest.packs[name]);
}
