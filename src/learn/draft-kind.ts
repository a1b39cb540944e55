/** How a lab's draft is kept, under the lab's name. */
import { z } from 'zod/mini';
import type { Draft } from '../components/lab/draft.ts';
import type { Kind } from './shelf.ts';

const texts = z.record(z.string(), z.string());

/** What a reader can have made of a lab. The same shape crosses in a link, so nothing in it may be unbounded in kind. */
export const draftSchema = z.strictObject({
  change: z.nullable(z.string()),
  edits: z.strictObject({
    files: z.record(z.string(), texts),
    commands: texts,
    loads: z.record(
      z.string(),
      z.strictObject({
        path: z.optional(z.string()),
        pattern: z.optional(z.enum(['burst', 'constant', 'poisson', 'closed'])),
        requests: z.optional(z.int()),
        rate: z.optional(z.number()),
        duration: z.optional(z.number()),
        clients: z.optional(z.int()),
        think: z.optional(z.number()),
      }),
    ),
    world: z.strictObject({ cores: z.optional(z.int()) }),
  }),
});

const keptSchema = z.extend(draftSchema, { origin: z.optional(z.enum(['link', 'import'])) });

export const draftKind: Kind<Draft> = {
  name: 'lab',
  schema: { parse: (data) => keptSchema.parse(data) as Draft },
  // Version 0, bare, had the shape of version 1.
  migrations: [(bare) => bare],
};

/** A draft that came from a link, beside the reader's own until they choose. */
export const linkedKind: Kind<Draft> = { ...draftKind, name: 'linked' };
