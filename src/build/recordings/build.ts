/**
 * Records all that pages and tests read (wanted.ts): `npm run recordings`, as `npm start`, `npm run build` and `npm test` do by themselves. With names,
 * such as `npm run recordings -- event-loop`, only what is called so.
 */
import { glob, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { main, log, UserError } from '../log.ts';
import { recorded, recordingFile, recordingsDirectory } from './record.ts';
import { allRuns, type WantedRun } from './wanted.ts';

/** Two at a time: many have one side only, which keeps one core busy. */
async function recordAll(wanted: readonly WantedRun[]): Promise<void> {
  const queue = wanted.values();
  const recordNext = async (): Promise<void> => {
    for (const one of queue) await recorded(one);
  };
  await Promise.all([recordNext(), recordNext()]);
}

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
  await recordAll(wanted);
  if (names.length === 0) await removeOthers(wanted);
  log('recorded runs: up to date');
});
