/**
 * Keeps a session under way over a reload, for as long as its tab is open and no longer (sessionStorage). Where the browser forbids it
 * the session goes on all the same.
 */
import { z } from '../../schemas/small.ts';
import type { Draft } from '../../lab/draft.ts';
import { heldSchema } from '../draft-kind.ts';
import type { Kind } from '../envelope.ts';
import type { ReaderStorage } from '../storage.ts';
import { momentSchema } from '../moment.ts';
import { limits } from './plan.ts';
import type { Show } from './show.ts';

const key = 'waitlab:session';
const hands = z.array(z.int().check(z.gte(0))).check(z.maxLength(limits.choices));

const parts = {
  at: z.int().check(z.gte(0)),
  clock: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('stopped'), before: momentSchema }),
    z.strictObject({ kind: z.literal('running'), since: momentSchema, before: momentSchema }),
  ]),
  tallies: z.record(z.string(), hands),
  revealed: z.array(z.int()),
  drafts: z.pipe(
    z.record(z.string(), heldSchema),
    z.transform((drafts) => drafts as Record<string, Draft>),
  ),
  round: z.int(),
};

const showSchema = z.strictObject({ ...parts, undo: z.nullable(z.strictObject({ ...parts, undo: z.null() })) });

const keptSchema = z.strictObject({
  /** The name of the session, by which its windows find each other. */
  session: z.string(),
  /** The fragment that named the plan: another plan is another session. */
  fragment: z.string(),
  show: showSchema,
});

export interface KeptShow {
  session: string;
  fragment: string;
  show: Show;
}

/** A session that was set aside and put back, under the fragment of its plan, until its plan is shown again. */
export const showKind: Kind<Show> = { name: 'show', schema: showSchema, migrations: [(bare) => bare] };

function inTab(): KeptShow | null {
  try {
    return keptSchema.parse(JSON.parse(sessionStorage.getItem(key) ?? ''));
  } catch {
    return null;
  }
}

/** Whether there is anything in it that somebody did. */
const isBegun = ({ at, tallies, drafts, revealed }: Show): boolean =>
  at > 0 || revealed.length > 0 || [tallies, drafts].some((part) => Object.keys(part).length > 0);

/** A session gives way to a new beginning. False where there is no room to set it aside. */
export function backUpShow(storage: ReaderStorage, fragment: string, show: Show): boolean {
  return !isBegun(show) || storage.backUp(showKind, fragment, { ...show, undo: null }, 'session').kind !== 'full';
}

/**
 * The session that was under way in this tab with the same plan, or the one that was put back for it; null if there was none, or none that can
 * be read. One of another plan is set aside: this tab goes on with this plan.
 */
export function readShow(
  storage: ReaderStorage,
  fragment: string,
): (Omit<KeptShow, 'session'> & { session: string | null }) | null {
  const kept = inTab();
  const back = storage.read(showKind, fragment);
  const isHere = kept?.fragment === fragment;
  if (kept && (!isHere || back.kind === 'kept')) backUpShow(storage, kept.fragment, kept.show);
  if (back.kind === 'kept') {
    // From now on the tab keeps it.
    storage.write(showKind, fragment, null, back.text);
    return { session: isHere ? kept.session : null, fragment, show: back.value };
  }
  return isHere ? kept : null;
}

export function keepShow(kept: KeptShow): void {
  try {
    sessionStorage.setItem(key, JSON.stringify(kept));
  } catch {
    // Full or forbidden: a reload would begin anew, and nothing else is lost.
  }
}
