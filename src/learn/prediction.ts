/**
 * What a reader expects of a lab before it runs, kept under the lab's name, and how far off that was, in words. A guess belongs to the
 * draft it was made for; results of other drafts are not measured against it.
 */
import { z } from '../schemas/small.ts';
import type { Locale, UiKey } from '../i18n/i18n.ts';
import { heldIn } from '../lab/choices.ts';
import type { LabChoice } from '../contract/page.ts';
import type { Run } from '../contract/run.ts';
import { stoppedAt } from '../trace/facts.ts';
import { formatRatio } from '../trace/format.ts';
import { compose, listed, numberPart, type Part, type Sentence } from '../trace/parts.ts';
import { amountSchema, countSchema, listOf, nameSchema, recordOf, textSchema } from './bounds.ts';
import type { Kind } from './envelope.ts';
import { momentSchema } from './moment.ts';

export const guessSchema = z.discriminatedUnion('kind', [
  /** How long each side takes, by its id. */
  z.strictObject({ kind: z.literal('makespan'), seconds: recordOf(amountSchema) }),
  /** Which side is done first; null: all at the same moment. */
  z.strictObject({ kind: z.literal('first'), side: z.nullable(nameSchema) }),
  /** Which of the lab's choices is true, by its id. */
  z.strictObject({ kind: z.literal('choice'), choice: nameSchema }),
  z.strictObject({ kind: z.literal('skipped') }),
]);
export type Guess = z.infer<typeof guessSchema>;

/** How a side came out, as far as a guess is measured against it. */
const endSchema = z.strictObject({
  makespan: amountSchema,
  /** Requests that were answered. */
  completed: countSchema,
  stoppedAt: z.nullable(amountSchema),
});
const outcomeSchema = z.strictObject({
  /** By the id of the side; one that did not run is missing. */
  sides: recordOf(endSchema),
  /** Ids of the choices that were true of the run; none where the lab has no choices. */
  held: listOf(nameSchema, 100),
});
export type Outcome = z.infer<typeof outcomeSchema>;

const predictionSchema = z.strictObject({
  /** When it was made, milliseconds since 1970. */
  at: momentSchema,
  /** `draftKey` of the draft it was made for. */
  key: textSchema,
  guess: guessSchema,
  /** Of the first run of that draft that the reader saw afterwards. */
  outcome: z.nullable(outcomeSchema),
});
export type Prediction = z.infer<typeof predictionSchema>;

/** Up to version 1 an outcome was its sides, and nobody had guessed a choice. */
const sidesOnly = z.array(z.looseObject({ outcome: z.nullable(z.unknown()) }));

/** The predictions for one lab, the newest last. */
export const predictionKind: Kind<Prediction[]> = {
  name: 'prediction',
  schema: listOf(predictionSchema, 1_000),
  migrations: [
    (bare) => bare,
    (old) =>
      sidesOnly
        .parse(old)
        .map(({ outcome, ...made }) => ({ ...made, outcome: outcome === null ? null : { sides: outcome, held: [] } })),
  ],
};

/** More than that of one lab are not kept; the oldest go. */
const mostKept = 20;

export function withPrediction(before: readonly Prediction[] | null, made: Prediction): Prediction[] {
  return [...(before ?? []), made].slice(-mostKept);
}

/** The newest prediction with its outcome, if it has none yet. */
export function withOutcome(before: readonly Prediction[] | null, outcome: Outcome): Prediction[] {
  const last = before?.at(-1);
  if (!before || !last) return [];
  return [...before.slice(0, -1), { ...last, outcome: last.outcome ?? outcome }];
}

/** `choices`: those that the lab has. */
export function outcomeOf(run: Pick<Run, 'sides'>, choices: readonly LabChoice[]): Outcome {
  const sides = run.sides.map((side) => [
    side.id,
    { makespan: side.metrics.makespan, completed: side.metrics.completed, stoppedAt: stoppedAt(side) },
  ]);
  return { sides: Object.fromEntries(sides) as Outcome['sides'], held: heldIn(run, choices) };
}

const ratioPart = (locale: Locale, value: number, from: string[], over: string[]): Part => ({
  kind: 'number',
  text: formatRatio(locale, value),
  value,
  unit: 'ratio',
  from,
  over,
});

/** Less than this share off is close. */
export const closeness = 0.1;

/**
 * One side's makespan against the guess; null where the side did not run. Numbers stand at `guess.<side>`, or at `<side>.makespan` and
 * `<side>.stoppedAt` as in the run's facts.
 */
export function differenceOf(locale: Locale, side: string, guess: number, outcome: Outcome): Sentence | null {
  const end = outcome.sides[side];
  if (!end) return null;
  const guessed = numberPart(locale, 'seconds', guess, ['guess', side]);
  const took = numberPart(locale, 'seconds', end.makespan, [side, 'makespan']);
  if (end.stoppedAt !== null) {
    const at = numberPart(locale, 'seconds', end.stoppedAt, [side, 'stoppedAt']);
    return compose(locale, 'predict.stopped', { guess: guessed, at });
  }
  if (end.completed === 0) return compose(locale, 'predict.unanswered', { guess: guessed });
  if (guessed.text === took.text) return compose(locale, 'predict.exact', { guess: guessed });
  const off = Math.abs(end.makespan - guess);
  if (off <= closeness * end.makespan) return compose(locale, 'predict.close', { guess: guessed, took });
  if (guess === 0 || end.makespan === 0) return compose(locale, 'predict.off', { guess: guessed, took });
  const isLonger = end.makespan > guess;
  const paths = { took: [side, 'makespan'], guess: ['guess', side] };
  const ratio: Part = isLonger
    ? ratioPart(locale, end.makespan / guess, paths.took, paths.guess)
    : ratioPart(locale, guess / end.makespan, paths.guess, paths.took);
  return compose(locale, isLonger ? 'predict.longer' : 'predict.shorter', { guess: guessed, took, ratio });
}

/** Sides that were done first, all with one makespan; none when no side answered everything it was asked before a limit stopped it. */
function firstOf({ sides }: Outcome): string[] {
  const done = Object.entries(sides).filter(([, end]) => end.stoppedAt === null && end.completed > 0);
  const least = Math.min(...done.map(([, { makespan }]) => makespan));
  return done.filter(([, { makespan }]) => makespan === least).map(([id]) => id);
}

/** Whether the side that was said to be first was, or all of them together. */
export function isRight(guessed: string | null, outcome: Outcome): boolean {
  const first = firstOf(outcome);
  return guessed === null
    ? first.length > 1 && first.length === Object.keys(outcome.sides).length
    : first.length === 1 && first[0] === guessed;
}

/** Which side was done first, against the guess; numbers stand where those of `differenceOf` do. `nameOf`: what a side is called. */
export function firstDifference(
  locale: Locale,
  guessed: string | null,
  outcome: Outcome,
  nameOf: (side: string) => string,
): Sentence {
  const name = (id: string): Sentence => [{ kind: 'name', text: nameOf(id) }];
  const took = (id: string): Part => numberPart(locale, 'seconds', outcome.sides[id]?.makespan ?? 0, [id, 'makespan']);
  const first = firstOf(outcome);
  const [winner] = first;
  const said =
    guessed === null
      ? compose(locale, 'predict.said.together')
      : compose(locale, 'predict.said.first', { side: name(guessed) });
  const say = (key: UiKey, values: Record<string, Part | Sentence> = {}) => [...said, ...compose(locale, key, values)];
  if (winner === undefined) return say('predict.first.none');
  const others = Object.keys(outcome.sides)
    .filter((id) => !first.includes(id) && outcome.sides[id]?.stoppedAt === null)
    .map((id) => compose(locale, 'predict.first.other', { side: name(id), took: took(id) }));
  const rest = others.length === 0 ? [] : compose(locale, 'predict.first.others', { others: listed(locale, others) });
  const values = { side: listed(locale, first.map(name)), took: took(winner), rest };
  if (isRight(guessed, outcome)) return say('predict.first.right', values);
  return say(first.length > 1 ? 'predict.first.tie' : 'predict.first.wrong', values);
}

/** Which choice was true, against the guess. `textOf`: what a choice says. */
export function choiceDifference(
  locale: Locale,
  guessed: string,
  { held }: Outcome,
  textOf: (choice: string) => string,
): Sentence {
  const said = (id: string): Sentence => [{ kind: 'name', text: textOf(id) }];
  const choice = said(guessed);
  if (held.includes(guessed)) return compose(locale, 'predict.choice.right', { choice });
  if (held.length === 0) return compose(locale, 'predict.choice.none', { choice });
  return compose(locale, 'predict.choice.wrong', { choice, held: listed(locale, held.map(said)) });
}
