/** page.yaml: what a page needs to present a lab. Unknown keys are refused; types are inferred. What each key means: docs/contract.md. */
import { z } from '../schemas/full.ts';
import { bilingual } from '../i18n/bilingual.ts';
import { idPattern } from './id.ts';
import { loadKeys, worldSchema } from './lab.ts';

const text = z.string();

/**
 * One answer that a reader may guess: `holds` says of which runs it is true, in inequalities as in `expect`; of several, all hold. Of the lab
 * as written exactly one choice is true, and of any run at most one should be.
 */
const choiceSchema = z.strictObject({
  id: z.string().regex(idPattern),
  text: bilingual,
  holds: z.union([text, z.array(text).min(1)]),
});

/**
 * page.yaml: what a page needs to present a lab and the command line does not. `open` is the file of each side that is shown
 * first. A change is one click away for the reader: `load` replaces keys of the load with its `name`, or of the first; `commands`
 * the command of a side; `world` what the machine has; `overlay` is a directory of the lab whose files (by side id, then path)
 * replace or join the lab's own; `expect` stands in place of the lab's own, which hold for the lab as written only. `predict` is what the reader
 * is asked to guess before the result is shown: how long each side takes, which one finishes first, or which of the choices is true (`asks`
 * is the question that they answer); nothing without it.
 */
export const pageSchema = z.strictObject({
  question: bilingual,
  open: z.record(text, text),
  // The keys come first: of a union that nothing fits, the first form of the value's own kind says what is wrong (yaml-file.ts).
  predict: z
    .union([
      z.strictObject({ asks: bilingual, choices: z.array(choiceSchema).min(2).max(4) }),
      z.enum(['makespan', 'first']),
    ])
    .optional(),
  changes: z
    .array(
      z.strictObject({
        id: z.string().regex(idPattern),
        name: bilingual,
        load: z.strictObject(loadKeys).partial().optional(),
        commands: z.record(text, text).optional(),
        world: worldSchema.optional(),
        overlay: text.optional(),
        expect: z.array(text).optional(),
      }),
    )
    .default([]),
});

export type LabPage = z.infer<typeof pageSchema>;
export type LabChange = LabPage['changes'][number];
export type LabChoice = z.infer<typeof choiceSchema>;
