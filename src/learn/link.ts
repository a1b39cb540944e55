/**
 * A lab's state in the fragment of an address: `#lab=<name>.<version>.<draft>`, the draft as JSON, deflated, in base64url. A fragment is never
 * sent to a server. What comes back is a stranger's text: bounded while it is unpacked, held to a strict schema, and only ever shown.
 */
import type { Draft, LabSource } from '../components/lab/draft.ts';
import { labLoads, loadNames, programId } from '../lab/jobs.ts';
import { staysInside } from '../lab/rules.ts';
import { draftSchema } from './draft-kind.ts';
import { linkStart } from './link-address.ts';

const version = 1;

export const linkLimits = {
  /** Characters of a fragment: what browsers and chat programs still pass on whole. */
  fragment: 32_000,
  /** Bytes of the unpacked draft. */
  draft: 256 * 1024,
};

export type Opened =
  | { kind: 'draft'; lab: string; draft: Draft }
  /** Torn, typed wrongly, or not a draft at all. */
  | { kind: 'damaged' }
  | { kind: 'oversized' }
  /** Made by a newer version of this site. */
  | { kind: 'newer' };

function toBase64Url(bytes: Uint8Array): string {
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** Throws on characters that base64url does not have. */
function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  if (!/^[\w-]*$/.test(text)) throw new Error('not base64url');
  const bytes = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(bytes, (char) => char.charCodeAt(0));
}

async function deflate(text: string): Promise<Uint8Array> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Null when more than `limit` bytes come out; then no more than a chunk over it was ever unpacked. Throws when it is torn. */
async function inflate(bytes: Uint8Array<ArrayBuffer>, limit: number): Promise<string | null> {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let size = 0;
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    size += value.byteLength;
    if (size > limit) {
      await reader.cancel();
      return null;
    }
    text += decoder.decode(value, { stream: true });
  }
}

/** The fragment without `#`; null when the draft is too large for a link. */
export async function writeLink(lab: string, draft: Draft): Promise<string | null> {
  const text = JSON.stringify(draft);
  if (new Blob([text]).size > linkLimits.draft) return null;
  const fragment = `${linkStart}${lab}.${String(version)}.${toBase64Url(await deflate(text))}`;
  return fragment.length > linkLimits.fragment ? null : fragment;
}

/** The draft in a fragment that `linkedLab` knows. */
export async function readLink(fragment: string): Promise<Opened> {
  if (fragment.length > linkLimits.fragment) return { kind: 'oversized' };
  const [lab = '', written = '', packed = '', ...more] = fragment.slice(linkStart.length).split('.');
  if (!/^\d{1,9}$/.test(written) || more.length > 0) return { kind: 'damaged' };
  if (Number(written) > version) return { kind: 'newer' };
  try {
    const text = await inflate(fromBase64Url(packed), linkLimits.draft);
    if (text === null) return { kind: 'oversized' };
    return { kind: 'draft', lab, draft: draftSchema.parse(JSON.parse(text)) as Draft };
  } catch {
    return { kind: 'damaged' };
  }
}

/** Whether everything that a draft changes is there to be changed, and no path leads out of a side's directory. */
export function fitsLab(
  { name, lab, page }: Pick<LabSource, 'name' | 'lab' | 'page'>,
  { change, edits }: Draft,
): boolean {
  const sides = new Set(lab.sides.map((side) => programId(side, name)));
  const programs = new Set([...sides, ...(lab.services ?? []).map((service) => programId(service, name))]);
  const loads = new Set(loadNames({ ...lab, load: labLoads(lab) }));
  return (
    (change === null || page.changes.some(({ id }) => id === change)) &&
    Object.keys(edits.files).every((id) => programs.has(id)) &&
    Object.values(edits.files).every((files) => Object.keys(files).every(staysInside)) &&
    Object.keys(edits.commands).every((id) => sides.has(id)) &&
    Object.keys(edits.loads).every((load) => loads.has(load))
  );
}
