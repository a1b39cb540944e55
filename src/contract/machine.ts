/** What the numbers of a lab's machine may be, as patterns.ts says it of a load's. */
import { z } from '../schemas/small.ts';
import { longestStated } from './limits.ts';

export const coresSchema = z.int().check(z.gte(1), z.lte(1024));
/** Seconds that one way through the network takes. */
export const networkSchema = z.number().check(z.gte(0), z.lte(longestStated));

export const acceptsCores = (value: number): boolean => coresSchema.safeParse(value).success;
