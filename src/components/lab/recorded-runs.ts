/**
 * Build only: the recorded runs that pages show. The build of the site has a page wait for its own (src/build/pages/integration.ts); the
 * development server has each made when a page first asks for it, and again when the lab has changed since.
 */
import { readFile } from 'node:fs/promises';
import type { LoadedLab } from '../../lab/jobs.ts';
import type { Recording } from '../../lab/result.ts';
import { assets, basePath } from '../site/page.ts';

/** What the build of the site does for its pages, which are bundled and so share no module with it. */
interface SiteBuild {
  /** Settles when the run of this title is recorded. */
  untilRecorded: (title: string) => Promise<void>;
  /** Both put a file, JSON, among those that are named by their content, and say its name there: a recording, and what a page has at hand. */
  publishRecording: (title: string) => Promise<string>;
  publish: (name: string, data: unknown) => Promise<string>;
}

declare global {
  var waitlabBuild: SiteBuild | undefined;
}

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
  await globalThis.waitlabBuild?.untilRecorded(title);
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null)
    throw new Error(`The run ${run} of the lab ${name} is not recorded; "npm run recordings" records it.`);
  const published = run === 'base' ? undefined : await globalThis.waitlabBuild?.publishRecording(title);
  const { sides } = JSON.parse(text) as Recording;
  return { recording: { sides }, address: published === undefined ? '' : `${basePath}${assets}/${published}` };
}
