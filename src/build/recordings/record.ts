/** Makes recordings, those that are missing or were made from something else; a page, a test or the build asks for what it reads. */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { problemLine } from '../../contract/problem-text.ts';
import type { Problem } from '../../contract/problem.ts';
import type { RawSide } from '../../contract/raw.ts';
import { jobsOf, programId } from '../../lab/jobs.ts';
import { patientSeconds, runLab } from '../../lab/node/headless.ts';
import type { Recording } from '../../lab/result.ts';
import { currentBundle } from '../runtime/current.ts';
import { log, UserError } from '../log.ts';
import { engineKey, recordingKey } from './key.ts';
import { recordingFile } from './recording-file.ts';
import type { WantedRun } from './wanted.ts';

const fail = ({ title, directory }: WantedRun, problems: readonly Problem[]): never => {
  throw new UserError(
    `${title} could not be recorded: ${problems.map((problem) => problemLine('en', problem)).join('\n')}`,
    `Mend ${directory}, then run the same command again.`,
  );
};

/** What lies there, with its key; neither where there is nothing. */
async function kept(file: string): Promise<Partial<Recording> & { key?: string }> {
  return JSON.parse(await readFile(file, 'utf8').catch(() => '{}')) as Partial<Recording> & { key?: string };
}

async function record(wanted: WantedRun, engine: string): Promise<Recording> {
  const { title, lab } = wanted;
  const jobs = jobsOf(lab);
  if (jobs.kind === 'problems') return fail(wanted, jobs.problems);
  const key = recordingKey(engine, jobs.jobs);
  const file = recordingFile(title);
  const before = await kept(file);
  if (before.key === key && before.sides) return { sides: before.sides };
  log(`recording ${title}`);
  const result = await runLab(lab, patientSeconds);
  if (result.kind === 'problems') return fail(wanted, result.problems);
  const sides: Record<string, RawSide> = {};
  lab.lab.sides.forEach((side, index) => {
    const outcome = result.outcomes[index];
    const stopped = outcome?.kind === 'ran' ? outcome.side.stopped?.problem : undefined;
    // It says something of this machine, and nothing of the lab.
    if (stopped?.code === 'limit-real-time') fail(wanted, [stopped]);
    if (outcome?.kind === 'ran') sides[programId(side, lab.name)] = outcome.side;
    else if (outcome) fail(wanted, [outcome.problem]);
  });
  await mkdir(dirname(file), { recursive: true });
  // Several processes may record at once: a file is either absent or whole.
  const temporary = `${file}.${String(process.pid)}.new`;
  await writeFile(temporary, JSON.stringify({ key, sides }));
  await rename(temporary, file);
  return { sides };
}

/** Milliseconds for which the engine is taken to be the same: a page asks for a dozen runs in a moment. */
const moment = 1000;
let engine: { key: Promise<string>; until: number } | undefined;

/** The key of the engine as it is now, its bundle built anew first where that is stale. */
function engineNow(): Promise<string> {
  if (engine === undefined || performance.now() > engine.until) {
    engine = { key: currentBundle().then(engineKey), until: performance.now() + moment };
  }
  return engine.key;
}

const underway = new Map<string, Promise<Recording>>();

/**
 * The recording of a run, made first where there is none or one of something else, which takes seconds and is said in the terminal. Two
 * runs at a time in a process; whoever asks for one that is being made waits for that. Throws a UserError that names what could not be run.
 */
export function recorded(wanted: WantedRun): Promise<Recording> {
  const before = underway.get(wanted.title);
  if (before) return before;
  const making = engineNow()
    .then((key) => record(wanted, key))
    .finally(() => underway.delete(wanted.title));
  underway.set(wanted.title, making);
  return making;
}

/** Whether all of these are recorded as the engine would record them now. The bundle must be up to date. */
export async function allRecorded(runs: readonly WantedRun[]): Promise<boolean> {
  const engine = await engineKey();
  const current = await Promise.all(
    runs.map(async ({ title, lab }) => {
      const jobs = jobsOf(lab);
      return jobs.kind === 'jobs' && (await kept(recordingFile(title))).key === recordingKey(engine, jobs.jobs);
    }),
  );
  return current.every(Boolean);
}
