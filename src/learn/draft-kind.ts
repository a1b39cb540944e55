/** How a lab's draft is kept, under the lab's name. */
import { z } from '../schemas/small.ts';
import { coresSchema } from '../contract/machine.ts';
import { editedPatternKeys } from '../contract/patterns.ts';
import type { Draft } from '../lab/draft.ts';
import { nameSchema, recordOf, textSchema } from './bounds.ts';
import type { Kind } from './envelope.ts';

const texts = recordOf(textSchema);
/**
 * What a reader can have made of a lab, within what a lab can be (src/contract/lab.ts) whatever the lab. A path is any text, because it may be
 * half typed; what else the lab itself asks of a draft is asked where there is a lab (link.ts, rules.ts).
 */
export const draftSchema = z.strictObject({
  change: z.nullable(nameSchema),
  edits: z.strictObject({
    files: recordOf(texts),
    commands: texts,
    loads: recordOf(z.strictObject({ path: z.optional(textSchema), ...editedPatternKeys })),
    world: z.strictObject({ cores: z.optional(coresSchema) }),
  }),
});

/** A draft that lies where the reader's own does, and says of itself when it is not. */
export const heldSchema = z.extend(draftSchema, { origin: z.optional(z.enum(['link', 'import'])) });

export const draftKind: Kind<Draft> = {
  name: 'lab',
  schema: { parse: (data) => heldSchema.parse(data) as Draft },
  // Version 0, bare, had the shape of version 1.
  migrations: [(bare) => bare],
};

/** A draft that came from a link. */
export interface Linked {
  /** As the link had it; null when that was not noted. */
  start: Draft | null;
  /** As the reader has it now. */
  draft: Draft;
}

const linkedSchema = z.strictObject({ start: z.nullable(draftSchema), draft: draftSchema });

/** A draft that came from a link, beside the reader's own until they choose. */
export const linkedKind: Kind<Linked> = {
  name: 'linked',
  schema: { parse: (data) => linkedSchema.parse(data) as Linked },
  // Up to version 1 it was a draft like the reader's own.
  migrations: [(bare) => bare, (draft) => ({ start: null, draft })],
};
