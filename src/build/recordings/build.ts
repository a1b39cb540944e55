/**
 * Records all that pages and tests read (wanted.ts): `npm run recordings`, as `npm start`, `npm run build` and `npm test` do by themselves. With names,
 * such as `npm run recordings -- event-loop`, only what is called so.
 */
import { glob, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { main, log, UserError } from '../log.ts';
import { recorded } from './record.ts';
import { createRecorder } from './recorder.ts';
import { recordingFile, recordingsDirectory } from './recording-file.ts';
import { allRuns, type WantedRun } from './wanted.ts';

/** What nobody reads any more. */
async function removeOthers(wanted: readonly WantedRun[]): Promise<void> {
  const kept = new Set(wanted.map(({ title }) => recordingFile(title)));
  for await (const file of glob(`${recordingsDirectory}/**/*.json`)) if (!kept.has(file)) await rm(file);
}

await main(async () => {
  const names = process.argv.slice(2);
  const all = allRuns();
  const wanted =
    names.length === 0 ? all : all.filter(({ title }) => names.includes(basename(title).split('.')[0] ?? ''));
  if (wanted.length === 0) {
    throw new UserError(
      `Nothing is called ${names.join(', ')}.`,
      'name a directory of content/labs or content/exercises.',
    );
  }
  await createRecorder(wanted, recorded, () => undefined).run();
  if (names.length === 0) await removeOthers(wanted);
  log('recorded runs: up to date');
});
