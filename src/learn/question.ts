/**
 * The shape of content/questions/questions.yaml: short questions at the end of a chapter. Whatever a question says of a run is proved by one:
 * `proof` names a recorded run of a lab, an exercise or a program beside that file, and each option says what of that run would make it right.
 */
import { z } from '../schemas/full.ts';
import { bilingual, text } from '../i18n/bilingual.ts';
import { chapterSlugs } from './chapters.ts';
import { idPattern } from '../contract/id.ts';

const id = z.string().regex(idPattern);

const common = {
  id,
  chapter: z.enum(chapterSlugs),
  text: bilingual,
  /** Python to read, shown below the text. */
  code: text.optional(),
  /** A recorded run: of the lab as written, or of one of its changes or steps. */
  proof: z.strictObject({ lab: text, change: text.optional() }).optional(),
};

const optionSchema = z.strictObject({
  id,
  text: bilingual,
  right: z.literal(true).optional(),
  /** Why it is right, or why it is not. */
  why: bilingual,
  /** An inequality over the evidence of the proof; holds for the right option and for no other. */
  holds: text.optional(),
});

const choiceSchema = z.strictObject({
  kind: z.literal('choice'),
  ...common,
  options: z.array(optionSchema).min(2),
});

/** What the code prints: the right option's `prints` is part of the proof's output, the others' are not. `code` is a file of the proof. */
const outputSchema = z.strictObject({
  kind: z.literal('output'),
  ...common,
  code: text,
  options: z.array(optionSchema.omit({ holds: true }).extend({ prints: text })).min(2),
});

const orderSchema = z.strictObject({
  kind: z.literal('order'),
  ...common,
  /** In the right order; shown in another. */
  items: z.array(z.strictObject({ id, text: bilingual })).min(3),
  /** Why this order, and what goes wrong in others. */
  why: bilingual,
});

export const questionSchema = z.discriminatedUnion('kind', [choiceSchema, outputSchema, orderSchema]);
export const questionsSchema = z.array(questionSchema);

export type Question = z.infer<typeof questionSchema>;
