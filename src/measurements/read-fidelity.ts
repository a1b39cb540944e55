/** Build only: what real servers did with the labs, of every machine on which they were compared. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fidelitySchema, type Fidelity } from './fidelity.ts';

const place = 'content/measurements';

/** In the order of the files' names. Throws for a file that is not as its schema says. */
export function readFidelity(): Fidelity[] {
  return readdirSync(place)
    .filter((name) => /^fidelity-.*\.json$/.test(name))
    .sort()
    .map((name) => fidelitySchema.parse(JSON.parse(readFileSync(join(place, name), 'utf8'))));
}
