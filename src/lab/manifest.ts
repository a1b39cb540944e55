/** What the runtime bundle consists of: written by src/build/runtime, read by whoever starts an engine. */
import type { PackName } from './protocol.ts';

/** One file of the bundle. */
export interface BundleFile {
  /** Its name in the bundle's directory; holds a hash of its content, so it may be cached for ever. */
  file: string;
  /** Bytes as stored: what a download counts. */
  stored: number;
  /** Bytes when unpacked. */
  size: number;
  /** SHA-256 of the stored bytes, hexadecimal. */
  sha256: string;
}

export interface Manifest {
  /** Hash of everything that the bundle, but for the world, was made from. */
  inputs: string;
  /** Hash of the world's sources. */
  world: string;
  versions: { pyodide: string; python: string };
  /** JavaScript modules, stored as they are, to be imported by address. */
  loader: BundleFile;
  core: BundleFile;
  /** Stored with Zstandard, as all that follow. */
  wasm: BundleFile;
  /** See pack.ts. `world` is our own Python and goes with every side. */
  packs: Record<PackName | 'world', BundleFile>;
}

/** Name of the manifest in the bundle's directory; the only file there whose name does not change with its content. */
export const manifestFile = 'manifest.json';

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
