import { fileURLToPath } from 'node:url';

/** A path of the project, whatever the current directory. */
export const fromRoot = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
