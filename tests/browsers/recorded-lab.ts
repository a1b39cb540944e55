/** What engines of a browser are compared with: labs as Node recorded them. */
import { glob, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { recordingsDirectory } from '../../src/build/recordings/recording-file.ts';
import { rootSite } from '../../src/build/site.ts';
import { jobsOf } from '../../src/lab/jobs.ts';
import { loadLab } from '../../src/lab/node/load-lab.ts';
import { bootFor } from '../../src/lab/packs.ts';
import type { EngineInPage } from './engine-in-page.ts';

/** Threads and loops; and release: steps, gunicorn's log with its local time, and bodies whose order comes from sets of objects. */
export const sampledLabs = ['event-loop', 'release'];

/** Any page of the site: only its policy and its origin matter. */
export const anyPage = '/en/real-and-virtual/';

async function workerScript(): Promise<string> {
  for await (const file of glob('_astro/worker-*.js', { cwd: rootSite.directory })) return `/_astro/${basename(file)}`;
  throw new Error('the built site has no worker');
}

/** What a page is to do with each side of a lab, and the text of the outcome that Node has of it. */
export async function recordedSides(name: string): Promise<{ engine: EngineInPage; recorded: string }[]> {
  const loaded = loadLab(join('content', 'labs', name));
  if (loaded.kind === 'problems') throw new Error('the lab has mistakes');
  const planned = jobsOf(loaded.lab);
  if (planned.kind === 'problems') throw new Error('the load is too large');
  const { sides } = JSON.parse(await readFile(join(recordingsDirectory, `${name}.base.json`), 'utf8')) as {
    sides: Record<string, unknown>;
  };
  const script = await workerScript();
  return planned.jobs.map((job) => ({
    engine: { script, boot: bootFor('/runtime/', job), job },
    recorded: JSON.stringify({ kind: 'ran', side: sides[job.side.id] }),
  }));
}

/** Keys that are numbers come first in whatever JSON JavaScript writes. */
export const reordered = (outcome: string): string => JSON.stringify(JSON.parse(outcome) as unknown);
