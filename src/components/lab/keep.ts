/**
 * Keeps the reader's draft of each lab over a reload or a crash, under one prefix of localStorage. A store that is full or
 * forbidden loses nothing that is on the screen; the caller learns that it was not kept.
 */
import { z } from 'zod/mini';
import type { Draft } from './draft.ts';

const texts = z.record(z.string(), z.string());
const draftSchema = z.object({
  change: z.nullable(z.string()),
  edits: z.object({
    files: z.record(z.string(), texts),
    commands: texts,
    loads: z.record(
      z.string(),
      z.object({
        path: z.optional(z.string()),
        pattern: z.optional(z.enum(['burst', 'constant', 'poisson', 'closed'])),
        requests: z.optional(z.int()),
        rate: z.optional(z.number()),
        duration: z.optional(z.number()),
        clients: z.optional(z.int()),
        think: z.optional(z.number()),
      }),
    ),
    world: z.object({ cores: z.optional(z.int()) }),
  }),
});

/** Under which key of localStorage the draft of a lab lies. */
export const keyOf = (lab: string): string => `waitlab:lab:${lab}`;

/** The kept draft, or null when there is none that can be read. */
export function readDraft(lab: string): Draft | null {
  try {
    const text = localStorage.getItem(keyOf(lab));
    return text === null ? null : (draftSchema.parse(JSON.parse(text)) as Draft);
  } catch {
    return null;
  }
}

/** Whether it was kept. A draft of null forgets. */
export function keepDraft(lab: string, draft: Draft | null): boolean {
  try {
    if (draft === null) localStorage.removeItem(keyOf(lab));
    else localStorage.setItem(keyOf(lab), JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}
