/** A manifest as it comes from a host. Apart from manifest.ts, because engines in Node may read nothing of the library that checks it. */
import { z } from '../schemas/small.ts';

/** More than any file of the bundle will ever have. */
const mostBytes = 512 * 1024 * 1024;
const bytes = z.int().check(z.minimum(0), z.maximum(mostBytes));

/** One file of the bundle. */
const fileSchema = z.object({
  /** Its name in the bundle's directory; holds a hash of its content, so it may be cached for ever. */
  file: z.string().check(z.regex(/^[\w-][\w.-]*$/)),
  /** Bytes as stored: what a download counts. */
  stored: bytes,
  /** Bytes when unpacked. */
  size: bytes,
  /** SHA-256 of the stored bytes, hexadecimal. */
  sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
});
export type BundleFile = z.infer<typeof fileSchema>;

/** Every pack of a bundle. `base` and `world`, our own Python, go with every side; the others when its command or imports need them. */
export const packNames = [
  'base',
  'fastapi',
  'django',
  'gunicorn',
  'http',
  'websocket',
  'data',
  'metrics',
  'debugger',
  'zones',
  'world',
] as const;

/** A pack that a side asks for. */
export type PackName = Exclude<(typeof packNames)[number], 'world'>;

/** The manifest as it comes from a host, which may have another version of it, or something else in its place. */
export const manifestSchema = z.object({
  /** Hash of everything that the bundle, but for the world, was made from. */
  inputs: z.string(),
  /** Hash of the world's sources. */
  world: z.string(),
  versions: z.object({ pyodide: z.string(), python: z.string() }),
  /** JavaScript modules, stored as they are, to be imported by address. */
  loader: fileSchema,
  core: fileSchema,
  /** Stored with Zstandard, as all that follow. */
  wasm: fileSchema,
  /** See pack.ts. `world` is our own Python and goes with every side. */
  packs: z.record(z.enum(packNames), fileSchema),
});
export type Manifest = z.infer<typeof manifestSchema>;
