/**
 * Data small enough to travel in the fragment of an address: JSON, compressed, in letters that an address may hold. What comes back is
 * a stranger's: it is read within a limit and has to pass a schema before anybody uses it.
 */

export type Unpacked =
  | { kind: 'data'; data: unknown }
  /** Cut off, altered on the way, or never one of ours. */
  | { kind: 'damaged' }
  /** Longer than `limit` once unpacked. */
  | { kind: 'oversized' };

export async function pack(data: unknown): Promise<string> {
  const packed = new Blob([JSON.stringify(data)]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  return letters(new Uint8Array(await new Response(packed).arrayBuffer()));
}

/** `limit`: bytes of JSON. Reading stops as soon as there are more, so a small text cannot fill the memory. */
export async function unpack(text: string, limit: number): Promise<Unpacked> {
  if (!/^[\w-]*$/.test(text)) return { kind: 'damaged' };
  try {
    const stream = new Blob([bytesOf(text)]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
    const json = await readAtMost(stream, limit);
    return json === null ? { kind: 'oversized' } : { kind: 'data', data: JSON.parse(json) as unknown };
  } catch {
    return { kind: 'damaged' };
  }
}

async function readAtMost(stream: ReadableStream<Uint8Array>, limit: number): Promise<string | null> {
  const reader = stream.getReader();
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let count = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    count += part.value.length;
    if (count > limit) {
      await reader.cancel();
      return null;
    }
    text += decoder.decode(part.value, { stream: true });
  }
  return text + decoder.decode();
}

const letters = (bytes: Uint8Array): string =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');

const bytesOf = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
