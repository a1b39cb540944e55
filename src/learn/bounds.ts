/**
 * How large what is kept may be, whoever made it: a file that is imported is a stranger's. All of it is far more than the site writes, and little
 * enough to be shown.
 */
import { z } from '../schemas/small.ts';

/** An id, a name, a slug. */
export const nameSchema = z.string().check(z.maxLength(1_000));

/** A text that a reader writes, such as a file; more than storage holds of all of them. */
export const textSchema = z.string().check(z.maxLength(2_000_000));

export const countSchema = z.int().check(z.gte(0), z.lte(1_000_000_000));

/** Seconds of a run, or requests per second. */
export const amountSchema = z.number().check(z.gte(0), z.lte(1e15));

/** At most `most` of something. */
export function listOf<Item extends z.ZodMiniType>(item: Item, most: number) {
  return z.array(item).check(z.maxLength(most));
}

/** By name, at most a thousand: more than any lab has files, commands, sides or loads. */
export function recordOf<Value extends z.ZodMiniType>(value: Value) {
  return z.record(nameSchema, value).check(z.refine((record) => Object.keys(record).length <= 1_000));
}
