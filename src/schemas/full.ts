/**
 * zod, told not to try whether it may make code out of text: the policy of pages forbids it, and browsers report each try. All schemas are
 * made from here, or from small.ts, zod's smaller form.
 */
import { z } from 'zod';

z.config({ jitless: true });

export { z };
