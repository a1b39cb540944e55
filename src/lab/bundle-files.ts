/** The runtime bundle as a browser's worker fetches it: every file counted, checked and unpacked, every hindrance a named problem. */
import { ZSTDDecoder } from 'zstddec';
import { EngineFailure, type EngineFiles } from './engine.ts';
import { manifestFile, type BundleFile, type Manifest } from './manifest.ts';

/** What the fetching needs of the worker that it happens in. */
export interface BundleAround {
  network: (url: URL) => Promise<Response>;
  /** Imports a JavaScript module by its address. */
  load: (address: string) => Promise<unknown>;
  isOnline: () => boolean;
}

const decoder = new ZSTDDecoder();

/** Browsers give hashes to secure pages only; a plain-http address on a local network has to do with the length. */
async function check(file: BundleFile, bytes: Uint8Array): Promise<void> {
  if (bytes.length !== file.stored) throw new EngineFailure('engine-damaged', { file: file.file });
  if (!isSecureContext) return;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as BufferSource));
  const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  if (hex !== file.sha256) throw new EngineFailure('engine-damaged', { file: file.file });
}

async function bytesOf(response: Response, size: number, received: (bytes: number) => void): Promise<Uint8Array> {
  const bytes = new Uint8Array(size);
  let count = 0;
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    if (count + part.value.length > size) return new Uint8Array();
    bytes.set(part.value, count);
    count += part.value.length;
    received(count);
  }
  return count === size ? bytes : new Uint8Array();
}

async function unpack(file: BundleFile, bytes: Uint8Array): Promise<Uint8Array> {
  await decoder.init();
  const unpacked = decoder.decode(bytes, file.size);
  if (unpacked.length !== file.size) throw new EngineFailure('engine-damaged', { file: file.file });
  return unpacked;
}

/** `base`: the whole address of the bundle's directory. Rejects with an EngineFailure, as everything that it gives does. */
export async function filesAt(base: URL, { network, load, isOnline }: BundleAround): Promise<EngineFiles> {
  async function get(name: string): Promise<Response> {
    let response: Response;
    try {
      response = await network(new URL(name, base));
    } catch {
      throw new EngineFailure(isOnline() ? 'engine-missing' : 'engine-offline', { file: name });
    }
    if (!response.ok) throw new EngineFailure('engine-missing', { file: name });
    return response;
  }
  const manifest = (await (await get(manifestFile)).json()) as Manifest;
  return {
    manifest,
    async unpacked(file, received) {
      const bytes = await bytesOf(await get(file.file), file.stored, received);
      await check(file, bytes);
      return await unpack(file, bytes);
    },
    async module(file) {
      try {
        return await load(new URL(file.file, base).href);
      } catch {
        throw new EngineFailure(isOnline() ? 'engine-missing' : 'engine-offline', { file: file.file });
      }
    },
  };
}
