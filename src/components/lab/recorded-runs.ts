/**
 * Build only: the recorded runs that pages show. A build finds them made; the development server has each made when a page first asks for
 * it, and again when the lab has changed since.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { LoadedLab } from '../../lab/jobs.ts';
import type { Recording } from '../../lab/result.ts';
import { basePath } from '../site/page.ts';

/** Addresses of the recordings as the built pages will find them, by their place in the project. */
const addresses = import.meta.glob<string>(['/.cache/recordings/*.json', '!**/*.base.json'], {
  query: '?url',
  import: 'default',
  eager: true,
});

export interface RecordedRun {
  recording: Recording;
  /** Where the page fetches the recording; empty of a run that the page carries itself (`base`). */
  address: string;
}

/** The recording of what was loaded under a name, `lab`, as `run`; an Error where there is none that a build could show. */
export async function recordedRun(name: string, run: string, lab: LoadedLab): Promise<RecordedRun> {
  const title = `${name}.${run}`;
  const file = `.cache/recordings/${title}.json`;
  if (import.meta.env.DEV) {
    const { recorded } = await import('../../build/recordings/record.ts');
    const recording = await recorded({ title, directory: `the lab ${name}`, lab });
    // The development server serves the project's files, and a browser must not keep an earlier one.
    return { recording, address: run === 'base' ? '' : `${basePath}${file}?${String(Date.now())}` };
  }
  if (!existsSync(file))
    throw new Error(`The run ${run} of the lab ${name} is not recorded; "npm run recordings" records it.`);
  const { sides } = JSON.parse(await readFile(file, 'utf8')) as Recording;
  return { recording: { sides }, address: addresses[`/${file}`] ?? '' };
}
