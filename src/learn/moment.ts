/** Moments as they are kept and shown: milliseconds since 1970, within what a calendar can show. */
import { z } from '../schemas/small.ts';

/** The end of the year 9999. */
const last = 253_402_300_799_999;

export const isMoment = (at: unknown): at is number => typeof at === 'number' && at >= 0 && at <= last;

export const momentSchema = z.number().check(z.gte(0), z.lte(last));
