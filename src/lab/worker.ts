/**
 * The browser's end of an engine: a worker that gets a port of its own in its first message and answers on it. Once Python is up, and
 * before the reader's code is, everything that reaches beyond the worker is taken away.
 */
import { ZSTDDecoder } from 'zstddec';
import { bootEngine, EngineFailure, problemOf, type Engine, type EngineFiles } from './engine.ts';
import { lockDown } from './lockdown.ts';
import { manifestFile, type BundleFile, type Manifest } from './manifest.ts';
import type { FromEngine, ToEngine } from './protocol.ts';

/** Node has its own way in (child.ts); this module does its work as soon as it is loaded. */
const network = globalThis.fetch.bind(globalThis);

async function get(url: URL): Promise<Response> {
  const name = url.pathname.split('/').at(-1) ?? '';
  let response: Response;
  try {
    response = await network(url);
  } catch {
    throw new EngineFailure(navigator.onLine ? 'engine-missing' : 'engine-offline', { file: name });
  }
  if (!response.ok) throw new EngineFailure('engine-missing', { file: name });
  return response;
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

/** Browsers give hashes to secure pages only; a plain-http address on a local network has to do with the length. */
async function check(file: BundleFile, bytes: Uint8Array): Promise<void> {
  if (bytes.length !== file.stored) throw new EngineFailure('engine-damaged', { file: file.file });
  if (!isSecureContext) return;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as BufferSource));
  const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  if (hex !== file.sha256) throw new EngineFailure('engine-damaged', { file: file.file });
}

const decoder = new ZSTDDecoder();

async function unpack(file: BundleFile, bytes: Uint8Array): Promise<Uint8Array> {
  await decoder.init();
  const unpacked = decoder.decode(bytes, file.size);
  if (unpacked.length !== file.size) throw new EngineFailure('engine-damaged', { file: file.file });
  return unpacked;
}

async function filesAt(runtime: string): Promise<EngineFiles> {
  const base = new URL(runtime, location.origin);
  const manifest = (await (await get(new URL(manifestFile, base))).json()) as Manifest;
  return {
    manifest,
    async unpacked(file, received) {
      const bytes = await bytesOf(await get(new URL(file.file, base)), file.stored, received);
      await check(file, bytes);
      return await unpack(file, bytes);
    },
    async module(file) {
      try {
        return (await import(/* @vite-ignore */ new URL(file.file, base).href)) as unknown;
      } catch {
        throw new EngineFailure(navigator.onLine ? 'engine-missing' : 'engine-offline', { file: file.file });
      }
    },
  };
}

function serve(port: MessagePort): void {
  let engine: Engine | null = null;
  const tell = (event: FromEngine): void => {
    port.postMessage(event);
  };
  const answer = async (message: ToEngine): Promise<void> => {
    if (message.kind === 'boot') {
      engine = await bootEngine(await filesAt(message.runtime), message, tell);
      lockDown(globalThis);
      tell({ kind: 'ready' });
    } else {
      if (!engine) throw new Error('asked to run before the engine was ready');
      tell({ kind: 'finished', outcome: await engine.run(message.job) });
    }
  };
  port.onmessage = ({ data }: MessageEvent<ToEngine>) => {
    answer(data).catch((error: unknown) => {
      tell({ kind: 'failed', problem: problemOf(error) });
    });
  };
}

addEventListener(
  'message',
  (event: MessageEvent) => {
    const [port] = event.ports;
    if (port) serve(port);
  },
  { once: true },
);
