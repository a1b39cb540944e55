/**
 * Keeps a session under way over a reload, for as long as its tab is open and no longer (sessionStorage). Where the browser forbids it
 * the session goes on all the same.
 */
import { z } from 'zod/mini';
import type { Draft } from '../../components/lab/draft.ts';
import { draftSchema } from '../draft-kind.ts';
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
    z.record(z.string(), draftSchema),
    z.transform((drafts) => drafts as Record<string, Draft>),
  ),
  round: z.int(),
};

const keptSchema = z.strictObject({
  /** The name of the session, by which its windows find each other. */
  session: z.string(),
  /** The fragment that named the plan: another plan is another session. */
  fragment: z.string(),
  show: z.strictObject({ ...parts, undo: z.nullable(z.strictObject({ ...parts, undo: z.null() })) }),
});

export interface KeptShow {
  session: string;
  fragment: string;
  show: Show;
}

/** The session that was under way in this tab with the same plan; null if there was none, or none that can be read. */
export function readShow(fragment: string): KeptShow | null {
  try {
    const kept = keptSchema.parse(JSON.parse(sessionStorage.getItem(key) ?? ''));
    return kept.fragment === fragment ? kept : null;
  } catch {
    return null;
  }
}

export function keepShow(kept: KeptShow): void {
  try {
    sessionStorage.setItem(key, JSON.stringify(kept));
  } catch {
    // Full or forbidden: a reload would begin anew, and nothing else is lost.
  }
}
