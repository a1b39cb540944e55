/** Which chapters a reader has opened, and read to the end; kept under the chapter's slug. */
import { z } from '../schemas/small.ts';
import type { Kind } from './envelope.ts';
import { momentSchema } from './moment.ts';

const visitSchema = z.strictObject({
  /** Milliseconds since 1970. */
  first: momentSchema,
  last: momentSchema,
  /** When the end of the chapter was first on the screen. */
  finished: z.nullable(momentSchema),
});
export type Visit = z.infer<typeof visitSchema>;

export const visitKind: Kind<Visit> = { name: 'chapter', schema: visitSchema, migrations: [(bare) => bare] };

/** The visit that is known, with one more at `now`. */
export function withVisit(before: Visit | null, now: number, finished: boolean): Visit {
  return {
    first: before?.first ?? now,
    last: now,
    finished: before?.finished ?? (finished ? now : null),
  };
}
