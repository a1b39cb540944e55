/**
 * How the requests of a load arrive. Everything that is to be said of a pattern stands here once: its keys, which of them it needs, within
 * what they lie, what they are when nobody states them. lab.yaml, a reader's draft, the rules, the controls of the page and the job of an
 * engine derive from it; what a pattern means in instants is in src/lab/arrivals.ts.
 */
import { z } from '../schemas/small.ts';
import { longestStated, runLimits } from './limits.ts';

/** What each number is, wherever it stands. Rates are requests per second, `duration` and `think` seconds. */
const numbers = {
  requests: z.int().check(z.gte(1)),
  rate: z.number().check(z.gt(0)),
  duration: z.number().check(z.gt(0)),
  seed: z.int(),
  clients: z.int().check(z.gte(1)),
  think: z.number(),
};
export type PatternNumber = keyof typeof numbers;

/** The same within what a run can be asked to do. How many requests are too many depends on all loads together (src/lab/jobs.ts). */
const within = {
  ...numbers,
  rate: numbers.rate.check(z.gte(1e-6)),
  duration: numbers.duration.check(z.lte(longestStated)),
  clients: numbers.clients.check(z.lte(runLimits.requests)),
  think: numbers.think.check(z.gte(0), z.lte(longestStated)),
};

const { requests, rate, duration, seed, clients, think } = within;
const burst = z.strictObject({ pattern: z.literal('burst'), requests });
const constant = z.strictObject({ pattern: z.literal('constant'), rate, duration });
const poisson = z.strictObject({ pattern: z.literal('poisson'), rate, duration, seed: z.optional(seed) });
const closed = z.strictObject({ pattern: z.literal('closed'), clients, requests, think: z._default(think, 0) });

/** A pattern as an author states it. A `seed` that is left out is that of the machine. */
export const patternSchema = z.discriminatedUnion('pattern', [burst, constant, poisson, closed]);

/** A pattern as a run states it: nothing is left out. */
export const arrivalsSchema = z.discriminatedUnion('pattern', [
  z.object(burst.shape),
  z.object(constant.shape),
  z.object({ ...poisson.shape, seed }),
  z.object({ ...closed.shape, think }),
]);
export type Arrivals = z.infer<typeof arrivalsSchema>;

export type PatternName = Arrivals['pattern'];
const shapes = { burst: burst.shape, constant: constant.shape, poisson: poisson.shape, closed: closed.shape };
export const patternNames = Object.keys(shapes) as [PatternName, ...PatternName[]];

/** The numbers that a pattern has a use for, in the order in which they are shown. */
export const numbersOf = (pattern: PatternName): PatternNumber[] =>
  (Object.keys(shapes[pattern]) as (PatternNumber | 'pattern')[]).filter((key) => key !== 'pattern');

/** A number that some pattern cannot do without. */
export type NeededNumber = Exclude<PatternNumber, 'seed' | 'think'>;

/** What a reader finds who chooses a pattern for a load that has no such number yet. */
export const startingNumbers: Readonly<Record<NeededNumber, number>> = {
  requests: 100,
  rate: 50,
  duration: 2,
  clients: 10,
};

/** Those of its numbers that a pattern cannot do without. */
export function neededBy(pattern: PatternName): NeededNumber[] {
  const shape: Readonly<Record<string, z.ZodMiniType>> = shapes[pattern];
  const isOptional = (key: string): boolean =>
    shape[key] instanceof z.ZodMiniOptional || shape[key] instanceof z.ZodMiniDefault;
  return numbersOf(pattern).filter((key): key is NeededNumber => !isOptional(key));
}

/** The numbers of patterns that a load states, whichever pattern has a use for them. */
export function numbersIn(
  load: Readonly<Partial<Record<PatternNumber, unknown>>>,
): Partial<Record<PatternNumber, unknown>> {
  const keys = Object.keys(numbers) as PatternNumber[];
  return Object.fromEntries(keys.flatMap((key) => (load[key] === undefined ? [] : [[key, load[key]]])));
}

/** Whether a number may stand for that key. */
export const accepts = (key: PatternNumber, value: number): boolean => within[key].safeParse(value).success;

/** Whether only whole numbers may. */
export const isWhole = (key: PatternNumber): boolean => within[key] instanceof z.ZodMiniNumberFormat;

/**
 * The keys of all patterns as lab.yaml has them: any of them beside any pattern, so that it is the pattern's rules that say what is wrong
 * (src/lab/rules.ts), and a change need not repeat what it leaves as it is.
 */
export const patternKeys = {
  pattern: z.enum(patternNames),
  requests: z.optional(numbers.requests),
  rate: z.optional(numbers.rate),
  duration: z.optional(numbers.duration),
  seed: z.optional(numbers.seed),
  clients: z.optional(numbers.clients),
  think: z.optional(numbers.think),
};

/** The same where nobody can write more than makes sense: what a reader edits. */
export const editedPatternKeys = {
  pattern: z.optional(z.enum(patternNames)),
  requests: z.optional(requests),
  rate: z.optional(rate),
  duration: z.optional(duration),
  seed: z.optional(seed),
  clients: z.optional(clients),
  think: z.optional(think),
};
