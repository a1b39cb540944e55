/** A plan in the fragment of an address: the name of a ready one, or the whole of one that a facilitator made. */
import { pack, unpack } from '../packed.ts';
import { planSchema, type Plan } from './plan.ts';

/** Bytes of JSON that a link may unpack to; the longest plan that the schema lets through in Latin letters fits. */
const limit = 256 * 1024;

export type OpenedPlan =
  /** The address names no plan. */
  | { kind: 'none' }
  | { kind: 'plan'; plan: Plan }
  | { kind: 'damaged' }
  | { kind: 'oversized' }
  /** A plan that this site cannot read: of another version, or made by hand. */
  | { kind: 'strange' }
  | { kind: 'unknown'; name: string };

export const readyFragment = (name: string): string => `ready=${name}`;

export const madeFragment = async (plan: Plan): Promise<string> => `plan=${await pack(plan)}`;

/** `ready`: the plans that this site brings along, by name, in the reader's language. `fragment`: without the #. */
export async function openPlan(fragment: string, ready: Readonly<Record<string, Plan>>): Promise<OpenedPlan> {
  const given = new URLSearchParams(fragment);
  const name = given.get('ready');
  if (name !== null) {
    const plan = Object.hasOwn(ready, name) ? ready[name] : undefined;
    return plan ? { kind: 'plan', plan } : { kind: 'unknown', name };
  }
  const packed = given.get('plan');
  if (packed === null) return { kind: 'none' };
  const unpacked = await unpack(packed, limit);
  if (unpacked.kind !== 'data') return unpacked;
  const plan = planSchema.safeParse(unpacked.data);
  return plan.success ? { kind: 'plan', plan: plan.data } : { kind: 'strange' };
}
