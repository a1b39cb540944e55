/**
 * Records every lab of content/labs, as it stands and with each of its changes, for the pages to show before any Python runs; and every
 * exercise, as it stands and as solved, with its wrong answers in a directory of their own, which only tests read.
 * A recording is kept as long as nothing that it was made from has changed: `node src/build/recordings.ts`.
 */
import { createHash } from 'node:crypto';
import { glob, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { runsOf } from '../lab/change.ts';
import { runLab } from '../lab/node/headless.ts';
import { jobsOf, programId, type LoadedLab } from '../lab/jobs.ts';
import { loadLab } from '../lab/node/load-lab.ts';
import type { Manifest } from '../lab/manifest.ts';
import { problemLine } from '../contract/problem-text.ts';
import type { Problem } from '../contract/problem.ts';
import { exercisesDirectory, loadExercises, solvedRuns, wrongRuns } from '../learn/load-exercise.ts';
import type { RawSide } from '../contract/raw.ts';
import { moduleGraph } from './module-graph.ts';
import { main, say, Stumble } from './say.ts';

/** Labs of chapters, and the programs whose output a question asks for. */
const labs = ['content/labs', 'content/questions'];
const place = '.cache/recordings';
/** An engine as recordings have it; with all that it imports, what an engine is made of besides the bundle. */
const engineEntry = 'src/lab/node/child.ts';

/** A run to record: the file it goes to, below `place`, and where what is run was written. */
interface Wanted {
  title: string;
  directory: string;
  lab: LoadedLab;
}

const fail = ({ title, directory }: Pick<Wanted, 'title' | 'directory'>, problems: readonly Problem[]): never => {
  throw new Stumble(
    `${title} could not be recorded: ${problems.map((problem) => problemLine('en', problem)).join('\n')}`,
    `Mend ${directory}, then run the same command again.`,
  );
};

async function record(wanted: Wanted, engine: string): Promise<void> {
  const { title, lab } = wanted;
  const jobs = jobsOf(lab);
  if (jobs.kind === 'problems') return fail(wanted, jobs.problems);
  const key = createHash('sha256').update(engine).update(JSON.stringify(jobs.jobs)).digest('hex');
  const file = join(place, `${title}.json`);
  const before = await readFile(file, 'utf8').catch(() => '{}');
  if ((JSON.parse(before) as { key?: string }).key === key) return;
  say(`recording ${title}`);
  const result = await runLab(lab);
  if (result.kind === 'problems') return fail(wanted, result.problems);
  const sides: Record<string, RawSide> = {};
  lab.lab.sides.forEach((side, index) => {
    const outcome = result.outcomes[index];
    if (outcome?.kind === 'ran') sides[programId(side, lab.name)] = outcome.side;
    else if (outcome) fail(wanted, [outcome.problem]);
  });
  await writeFile(`${file}.new`, JSON.stringify({ key, sides }));
  await rename(`${file}.new`, file);
}

async function runsOfLabs(): Promise<Wanted[]> {
  const found: Wanted[] = [];
  for await (const { parentPath, name } of glob(
    labs.map((place) => `${place}/*/`),
    { withFileTypes: true },
  )) {
    const directory = relative(process.cwd(), join(parentPath, name));
    const loaded = loadLab(directory);
    if (loaded.kind === 'problems') return fail({ title: name, directory }, loaded.problems);
    const runs = runsOf(loaded.lab, loaded.page, loaded.overlays);
    found.push(...runs.map(([run, lab]) => ({ title: `${name}.${run}`, directory, lab })));
  }
  return found;
}

function runsOfExercises(): Wanted[] {
  return loadExercises().flatMap((loaded) => {
    const directory = `${exercisesDirectory}/${loaded.id}`;
    return [
      ...solvedRuns(loaded).map(([run, lab]) => ({ title: `${loaded.id}.${run}`, directory, lab })),
      ...wrongRuns(loaded).map(([run, lab]) => ({ title: `wrong/${loaded.id}.${run}`, directory, lab })),
    ];
  });
}

await main(async () => {
  const manifest = JSON.parse(await readFile('public/runtime/manifest.json', 'utf8')) as Manifest;
  const modules = await Promise.all(moduleGraph(engineEntry).map((file) => readFile(file, 'utf8')));
  const engine = [manifest.inputs, manifest.world, ...modules].join(' ');
  await mkdir(join(place, 'wrong'), { recursive: true });
  const wanted = [...(await runsOfLabs()), ...runsOfExercises()];
  // Two at a time: many have one side only, which keeps one core busy.
  const queue = wanted.values();
  const recordNext = async (): Promise<void> => {
    for (const one of queue) await record(one, engine);
  };
  await Promise.all([recordNext(), recordNext()]);
  const kept = new Set(wanted.map(({ title }) => join(place, `${title}.json`)));
  for await (const file of glob(`${place}/**/*.json*`)) if (!kept.has(file)) await rm(file);
  say('recorded runs: up to date');
});
