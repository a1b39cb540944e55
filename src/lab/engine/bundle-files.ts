/** The runtime bundle as a browser's worker fetches it: every file counted, checked and unpacked, every hindrance a named problem. */
import { ZSTDDecoder } from 'zstddec';
import { EngineFailure } from './engine-failure.ts';
import type { EngineFiles } from './engine-files.ts';
import { manifestSchema } from '../manifest-schema.ts';
import { bundleId, manifestFile, type BundleFile, type Manifest } from '../manifest.ts';

/** What the fetching needs of the worker that it happens in. */
export interface BundleAround {
  network: (url: URL, init?: RequestInit) => Promise<Response>;
  /** Imports a JavaScript module by its address. */
  load: (address: string) => Promise<unknown>;
  /** Whether hashes can be had: browsers give them to secure pages only. */
  isSecure: boolean;
}

/** Milliseconds between two reports of received bytes; a host may send thousands of small pieces. */
const reportPause = 250;

/** What came in place of a file, as far as its head tells. */
function refusal(response: Response, file: string): EngineFailure | null {
  const { status, ok } = response;
  // 511 is how a network says that it wants a sign-in first; most send the page for it instead of any file.
  if (status === 511) return new EngineFailure('network-intercepted', { file });
  if (status === 404 || status === 410) return new EngineFailure('engine-missing', { file });
  if (!ok) return new EngineFailure('host-error', { file, status });
  const isPage = response.headers.get('content-type')?.includes('text/html') ?? false;
  return isPage ? new EngineFailure('network-intercepted', { file }) : null;
}

async function bytesOf(response: Response, size: number, received: (bytes: number) => void): Promise<Uint8Array> {
  const bytes = new Uint8Array(size);
  let count = 0;
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    if (count + part.value.length > size) {
      await reader?.cancel();
      return new Uint8Array();
    }
    bytes.set(part.value, count);
    count += part.value.length;
    received(count);
  }
  return count === size ? bytes : new Uint8Array();
}

const damaged = ({ file }: BundleFile): EngineFailure => new EngineFailure('engine-damaged', { file });

const decoder = new ZSTDDecoder();

async function unpack(file: BundleFile, bytes: Uint8Array): Promise<Uint8Array> {
  await decoder.init();
  let unpacked: Uint8Array;
  try {
    unpacked = decoder.decode(bytes, file.size);
  } catch (error) {
    // Where hashes cannot be had, this is how damage shows; memory may also have run out.
    throw error instanceof RangeError ? error : damaged(file);
  }
  if (unpacked.length !== file.size) throw damaged(file);
  return unpacked;
}

/**
 * `base`: the whole address of the bundle's directory; its fragment, where it has one, is the id of the bundle that is wanted. Rejects with an
 * EngineFailure, as everything that it gives does.
 */
export async function filesAt(base: URL, { network, load, isSecure }: BundleAround): Promise<EngineFiles> {
  const unreached = (file: string): EngineFailure => new EngineFailure('engine-offline', { file });
  async function get(file: string, init?: RequestInit): Promise<Response> {
    const address = new URL(file, base);
    const response = await network(address, init).catch(() => {
      throw unreached(file);
    });
    const refused = refusal(response, file);
    if (refused) throw refused;
    return response;
  }

  async function readManifest(): Promise<Manifest> {
    // Its name never changes, so a browser may hold one of an earlier version.
    const response = await get(manifestFile, { cache: 'no-cache' });
    const text = await response.text().catch(() => {
      throw unreached(manifestFile);
    });
    if (text.trimStart().startsWith('<')) throw new EngineFailure('network-intercepted', { file: manifestFile });
    let content: unknown = null;
    try {
      content = JSON.parse(text);
    } catch {
      // Whatever it is, it is no manifest.
    }
    const manifest = manifestSchema.safeParse(content);
    if (!manifest.success) throw new EngineFailure('engine-unfit', { file: manifestFile });
    const wanted = base.hash.slice(1);
    if (wanted !== '' && wanted !== bundleId(manifest.data)) throw new EngineFailure('site-updated', {});
    return manifest.data;
  }

  async function checked(file: BundleFile, received: (bytes: number) => void): Promise<Uint8Array> {
    const response = await get(file.file);
    const bytes = await bytesOf(response, file.stored, received).catch((error: unknown) => {
      throw error instanceof RangeError ? error : unreached(file.file);
    });
    if (bytes.length !== file.stored) throw damaged(file);
    if (!isSecure) return bytes;
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as BufferSource));
    const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
    if (hex !== file.sha256) throw damaged(file);
    return bytes;
  }

  let reported = -Infinity;
  /** One pause for all files: what they report is added up. */
  const seldom = (received: (bytes: number) => void, file: BundleFile) => (bytes: number) => {
    if (bytes < file.stored && performance.now() - reported < reportPause) return;
    reported = performance.now();
    received(bytes);
  };

  return {
    manifest: await readManifest(),
    async unpacked(file, received) {
      return await unpack(file, await checked(file, seldom(received, file)));
    },
    async module(file) {
      try {
        return await load(new URL(file.file, base).href);
      } catch {
        // An import does not say what came; asked once more as a file, it shows.
        await checked(file, () => undefined);
        throw damaged(file);
      }
    },
  };
}
