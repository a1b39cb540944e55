/**
 * A lab's state in the fragment of an address: `#lab=<name>.<version>.<draft>`, the draft as JSON, deflated, in base64url. A fragment is never
 * sent to a server. What comes back is a stranger's text: bounded while it is unpacked, held to a strict schema, and only ever shown.
 */
import { asOwn, type Draft, type LabSource } from '../lab/draft.ts';
import { labLoads, loadNames, programId } from '../lab/jobs.ts';
import { staysInside } from '../lab/rules.ts';
import { draftSchema } from './draft-kind.ts';
import { linkStart } from './link-address.ts';
import { pack, unpack } from './packed.ts';

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

/** The fragment without `#`; null when the draft is too large for a link. */
export async function writeLink(lab: string, draft: Draft): Promise<string | null> {
  // Where it is from is not told: to whoever opens the link it comes with the link.
  const told = asOwn(draft);
  const text = JSON.stringify(told);
  if (new Blob([text]).size > linkLimits.draft) return null;
  const fragment = `${linkStart}${lab}.${String(version)}.${await pack(told)}`;
  return fragment.length > linkLimits.fragment ? null : fragment;
}

/** The draft in a fragment that `linkedLab` knows. */
export async function readLink(fragment: string): Promise<Opened> {
  if (fragment.length > linkLimits.fragment) return { kind: 'oversized' };
  const [lab = '', written = '', packed = '', ...more] = fragment.slice(linkStart.length).split('.');
  if (!/^\d{1,9}$/.test(written) || more.length > 0) return { kind: 'damaged' };
  if (Number(written) > version) return { kind: 'newer' };
  const unpacked = await unpack(packed, linkLimits.draft);
  if (unpacked.kind !== 'data') return unpacked;
  const draft = draftSchema.safeParse(unpacked.data);
  return draft.success ? { kind: 'draft', lab, draft: draft.data as Draft } : { kind: 'damaged' };
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
