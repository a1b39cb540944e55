/** The shape of content/guide/guide.yaml. Apart from the rest, which the page needs and which must stay small. */
import { z } from '../schemas/full.ts';
import { bilingual, text } from '../i18n/bilingual.ts';
import { advices, leanings } from './guide.ts';

const id = z.string().regex(/^[a-z][a-z-]*$/);
const support = { claims: z.array(text).default([]), labs: z.array(text).default([]) };

export const guideSchema = z.strictObject({
  questions: z
    .array(
      z.strictObject({
        id,
        text: bilingual,
        options: z
          .array(
            z.strictObject({
              id,
              text: bilingual,
              /** What this answer speaks for, whatever the others are. */
              reasons: z.array(z.strictObject({ for: z.enum(leanings), text: bilingual, ...support })).default([]),
            }),
          )
          .min(2),
      }),
    )
    .min(1),
  rules: z
    .array(
      z.strictObject({
        id,
        /** Answers by question. Fits if each question named here has one of the answers listed; always, if it names none. */
        when: z.record(id, z.array(id).min(1)),
        advice: z.enum(advices),
        text: bilingual,
        ...support,
      }),
    )
    .min(1),
});
