/**
 * A session plan: what a team does together, step by step, and what its facilitator says and asks. The plans of content/plans speak
 * both languages; one that a facilitator makes speaks theirs and travels in a link. The same shape otherwise, written once.
 */
import { z } from '../../schemas/small.ts';
import type { Locale, Localized } from '../../i18n/i18n.ts';
import { idPattern } from '../../contract/id.ts';

const id = z.string().check(z.regex(idPattern), z.maxLength(80));

/** More than any session needs, little enough for a link. */
export const limits = { steps: 40, choices: 6, minutes: 120, title: 120, text: 1500, choice: 120, fragment: 400_000 };

interface Parts<Line, Long, Choices, Minutes> {
  /** A line on the screen. */
  line: Line;
  /** A paragraph; may be empty in a plan that is being made. */
  long: Long;
  choices: Choices;
  minutes: Minutes;
}

function planOf<
  Line extends z.ZodMiniType,
  Long extends z.ZodMiniType,
  Choices extends z.ZodMiniType,
  Minutes extends z.ZodMiniType,
>({ line, long, choices, minutes }: Parts<Line, Long, Choices, Minutes>) {
  const common = {
    minutes,
    /** For the facilitator alone. */
    say: long,
    /** Put to the room, on a screen of its own; none when empty. */
    ask: long,
    /** What hands can go up for after the question. */
    choices,
  };
  return {
    title: line,
    steps: z
      .array(
        z.discriminatedUnion('kind', [
          /** A section of a chapter: its idea in one sentence, shown large. `section` is the anchor of the English heading. */
          z.strictObject({ kind: z.literal('section'), chapter: id, section: id, idea: long, ...common }),
          /** A lab, as written or with one of its changes. */
          z.strictObject({ kind: z.literal('lab'), lab: id, change: z.optional(id), ...common }),
          z.strictObject({ kind: z.literal('exercise'), exercise: id, ...common }),
          z.strictObject({ kind: z.literal('discussion'), topic: line, ...common }),
        ]),
      )
      .check(z.minLength(1), z.maxLength(limits.steps)),
  };
}

const text = (most: number, least: 0 | 1) => z.string().check(z.minLength(least), z.maxLength(most));
const wholeMinutes = z.int().check(z.gte(1), z.lte(limits.minutes));
const few = <Choice extends z.ZodMiniType>(choice: Choice) =>
  z._default(z.array(choice).check(z.maxLength(limits.choices)), []);
const inBoth = (most: number) => z.strictObject({ en: text(most, 1), 'zh-cn': text(most, 1) });

/** A plan of content/plans. A step without a question leaves `ask` out. */
export const readyPlanSchema = z.strictObject(
  planOf({
    line: inBoth(limits.title),
    long: z._default(inBoth(limits.text), { en: '', 'zh-cn': '' }),
    choices: few(inBoth(limits.choice)),
    minutes: wholeMinutes,
  }),
);

/** A plan as a facilitator has it, in one language. */
export const planSchema = z.strictObject(
  planOf({
    line: text(limits.title, 1),
    long: text(limits.text, 0),
    choices: few(text(limits.choice, 1)),
    minutes: wholeMinutes,
  }),
);

/** A plan while it is made: titles and choices may be missing, and a number of minutes that is none is null in JSON. */
export const unfinishedSchema = z.strictObject(
  planOf({
    line: text(limits.title, 0),
    long: text(limits.text, 0),
    choices: z.array(text(limits.text, 0)).check(z.maxLength(limits.text + 1)),
    minutes: z.pipe(
      z.nullable(z.number()),
      z.transform((minutes) => minutes ?? NaN),
    ),
  }),
);

export type ReadyPlan = z.infer<typeof readyPlanSchema>;
export type Plan = z.infer<typeof planSchema>;
export type Step = Plan['steps'][number];
export type StepKind = Step['kind'];

export const minutesOf = ({ steps }: { steps: readonly { minutes: number }[] }): number =>
  steps.reduce((sum, { minutes }) => sum + minutes, 0);

/** A ready plan in one language, as its facilitator takes it up. */
export function planIn(locale: Locale, { title, steps }: ReadyPlan): Plan {
  const say = (label: Localized): string => label[locale];
  return {
    title: say(title),
    steps: steps.map((step): Step => {
      const common = {
        minutes: step.minutes,
        say: say(step.say),
        ask: say(step.ask),
        choices: step.choices.map(say),
      };
      switch (step.kind) {
        case 'section':
          return { ...common, kind: step.kind, chapter: step.chapter, section: step.section, idea: say(step.idea) };
        case 'lab':
          return {
            ...common,
            kind: step.kind,
            lab: step.lab,
            ...(step.change !== undefined && { change: step.change }),
          };
        case 'exercise':
          return { ...common, kind: step.kind, exercise: step.exercise };
        case 'discussion':
          return { ...common, kind: step.kind, topic: say(step.topic) };
      }
    }),
  };
}
