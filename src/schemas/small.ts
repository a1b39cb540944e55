/** zod's smaller form, for what a page loads; see full.ts. */
import { z } from 'zod/mini';

z.config({ jitless: true });

export { z };
