/**
 * Records every lab of content/labs, as it stands and with each of its changes, for the pages to show before any Python runs.
 * A recording is kept as long as nothing that it was made from has changed: `node src/build/recordings.ts`.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runsOf } from '../lab/change.ts';
import { runLab } from '../lab/headless.ts';
import { jobsOf, programId, type LoadedLab } from '../lab/jobs.ts';
import { loadLab } from '../lab/load-lab.ts';
import type { Manifest } from '../lab/manifest.ts';
import { problemLine } from '../lab/problem-text.ts';
import type { Problem } from '../lab/problem.ts';
import type { RawSide } from '../trace/raw.ts';
import { main, say, Stumble } from './say.ts';

const labs = 'content/labs';
const place = '.cache/recordings';

const fail = (name: string, problems: readonly Problem[]): never => {
  throw new Stumble(
    `${name} could not be recorded: ${problems.map((problem) => problemLine('en', problem)).join('\n')}`,
    `Mend ${labs}/${name.split('.')[0] ?? ''}, then run the same command again.`,
  );
};

async function record(name: string, run: string, lab: LoadedLab, engine: string): Promise<void> {
  const title = `${name}.${run}`;
  const jobs = jobsOf(lab);
  if (jobs.kind === 'problems') return fail(title, jobs.problems);
  const key = createHash('sha256').update(engine).update(JSON.stringify(jobs.jobs)).digest('hex');
  const file = join(place, `${title}.json`);
  const before = await readFile(file, 'utf8').catch(() => '{}');
  if ((JSON.parse(before) as { key?: string }).key === key) return;
  say(`recording ${title}`);
  const result = await runLab(lab);
  if (result.kind === 'problems') return fail(title, result.problems);
  const sides: Record<string, RawSide> = {};
  lab.lab.sides.forEach((side, index) => {
    const outcome = result.outcomes[index];
    if (outcome?.kind === 'ran') sides[programId(side, name)] = outcome.side;
    else if (outcome) fail(title, [outcome.problem]);
  });
  await writeFile(`${file}.new`, JSON.stringify({ key, sides }));
  await rename(`${file}.new`, file);
}

await main(async () => {
  const manifest = JSON.parse(await readFile('public/runtime/manifest.json', 'utf8')) as Manifest;
  const engine = `${manifest.inputs} ${manifest.world}`;
  await mkdir(place, { recursive: true });
  const wanted = new Set<string>();
  for (const { name } of (await readdir(labs, { withFileTypes: true })).filter((entry) => entry.isDirectory())) {
    const loaded = loadLab(join(process.cwd(), labs, name));
    if (loaded.kind === 'problems') return fail(name, loaded.problems);
    for (const [run, lab] of runsOf(loaded.lab, loaded.page, loaded.overlays)) {
      wanted.add(`${name}.${run}.json`);
      await record(name, run, lab, engine);
    }
  }
  for (const file of await readdir(place)) if (!wanted.has(file)) await rm(join(place, file));
  say('recorded runs: up to date');
});
