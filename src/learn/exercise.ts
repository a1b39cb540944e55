/**
 * The shape of content/exercises/<id>/exercise.yaml, beside which lie a lab (lab.yaml and its directories: what the reader starts
 * from) and overlays of that lab (the steps of the solution, the wrong answers). The only schema of exercises; types are inferred.
 *
 * Everything that an exercise asks is an inequality over the evidence of a run (src/learn/evidence.ts), so that code is judged by what it
 * does. Texts may hold `code` between backticks; those told after a run may hold numbers of it, as `{fastapi.p95:seconds}`.
 */
import { z } from '../schemas/full.ts';
import { bilingual, text } from '../i18n/bilingual.ts';
import { chapterSlugs } from './chapters.ts';
import { idPattern } from '../contract/id.ts';

const id = z.string().regex(idPattern);

/** What a reader can do to a lab of an exercise: files (in a directory of the exercise) and command lines, by the id of a side. */
const edits = {
  overlay: text.optional(),
  commands: z.record(text, text).optional(),
};

/** What requests must still do and answer, however the code around them is changed: each is answered, or it is turned away. */
const requirementSchema = z.strictObject({
  /** The side and the load it speaks of; without it every side, every load. */
  side: text.optional(),
  load: text.optional(),
  /** The work in words, such as "its query of 0.2 s". */
  does: bilingual,
  /** Seconds that each answered request spends on that work, at least. */
  seconds: z.number().positive().optional(),
  /** The states in which the work passes: one's own I/O, or computing. */
  states: z.array(z.enum(['await', 'blocking', 'cpu'])).default(['await', 'blocking']),
  /** How the names of what the work waits on begin (the `on` of its spans); any name without it. */
  on: z.array(text).optional(),
  /** Statuses by which a request may be turned away instead, without any work. */
  refusals: z.array(z.int()).default([]),
  /** Calls that each answered request makes to a service, and the service answers, at least, by the id of the service. */
  calls: z.record(text, z.int().min(1)).default({}),
  /** The body of an answer: compared as JSON where it is JSON, as text elsewhere. Several: one of them. */
  bodies: z.array(z.json()).min(1),
});

const conditionSchema = z.strictObject({
  id,
  /** An inequality over the evidence, e.g. `fastapi.loads.probe.max < 0.05`. */
  holds: text,
  asks: bilingual,
  /** Told after a run that does not meet it. */
  found: bilingual,
});

const wrongSchema = z.strictObject({
  id,
  ...edits,
  /** The conditions that it breaks, all of them; `work` and `answers` are those that follow from `keeps`. */
  fails: z.array(id).min(1),
  /** How a run of it is recognised: inequalities over the evidence, all of which hold. */
  when: z.array(text).min(1),
  /** What went wrong, and where to look. */
  says: bilingual,
});

export const exerciseSchema = z.strictObject({
  chapter: z.enum(chapterSlugs),
  /** The place among the exercises of its chapter. */
  order: z.int().min(1),
  title: bilingual,
  /** Paragraphs. */
  task: z.array(bilingual).min(1),
  /** The file of each side that is shown first. */
  open: z.record(text, text),
  keeps: z.array(requirementSchema).min(1),
  conditions: z.array(conditionSchema).min(1),
  hints: z.array(bilingual).min(2),
  /** Each step builds on those before it; the last one passes. */
  solution: z.array(z.strictObject({ text: bilingual, ...edits })).min(1),
  wrong: z.array(wrongSchema).min(1),
});

export type Exercise = z.infer<typeof exerciseSchema>;
export type Requirement = Exercise['keeps'][number];
export type Condition = Exercise['conditions'][number];
export type WrongAnswer = Exercise['wrong'][number];
