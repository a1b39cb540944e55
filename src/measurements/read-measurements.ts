/** Build only: what `npm run measure` wrote, the machine that the book quotes first. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { measurementSchema, type Measurement } from './measurement.ts';

const place = 'content/measurements';

/** `name`: a file of content/measurements without its ending; NAME-MACHINE.json are the same of other machines. Throws when there is none. */
export function readMeasurements(name: string): [Measurement, ...Measurement[]] {
  const read = (file: string): Measurement =>
    measurementSchema.parse(JSON.parse(readFileSync(join(place, file), 'utf8')));
  const others = readdirSync(place).filter((file) => file.startsWith(`${name}-`) && file.endsWith('.json'));
  return [read(`${name}.json`), ...others.sort().map(read)];
}
