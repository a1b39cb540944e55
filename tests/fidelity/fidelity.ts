/**
 * `npm run fidelity`: every side of the grid on real servers beside its virtual run. Writes content/measurements/fidelity-MACHINE.json and
 * prints every cell. Needs Linux, which tells what a process computes. After `--`:
 *
 * - `--only=event-loop,orm`: these labs; what the file says of others stays.
 * - `--repetitions=3`
 * - `--computing`, `--notes`: measures nothing, only renews in the file what `cpu: measured` makes of the cells, or their notes.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import { z } from '../../src/schemas/full.ts';
import { bilingual } from '../../src/i18n/bilingual.ts';
import { buildRuntime } from '../../src/build/products.ts';
import { main, log, UserError } from '../../src/build/log.ts';
import { programId } from '../../src/lab/jobs.ts';
import { fidelitySchema, type Fidelity, type FidelityCell } from '../../src/measurements/fidelity.ts';
import { allowed, contradictions } from '../../src/measurements/model.ts';
import { aboutHere, machineName } from './about.ts';
import { cellsOf, type Pair } from './compare.ts';
import { measuredRuns, showsComputing } from './computing.ts';
import { replayEnvironment } from './environments.ts';
import { grid, isChancy, type Point } from './grid.ts';
import { runReal, unpack, type RealRun } from './real.ts';
import { jobOf, virtualRuns, type Seen } from './virtual.ts';

const directory = 'content/measurements';
/** Seconds of a virtual run past which a cell is left out: it would say what the smaller ones say, and hold up all others. */
const longest = 20;

const noteSchema = z.array(
  z.strictObject({
    lab: z.string(),
    sides: z.array(z.string()).optional(),
    requests: z.array(z.int()).optional(),
    /** Also of a cell within the model. */
    always: z.boolean().default(false),
    note: bilingual,
  }),
);

/** What is to be measured of one side: its points, in ascending order, and their virtual runs. */
interface Plan {
  lab: Point['lab'];
  side: string;
  points: { requests: number; job: ReturnType<typeof jobOf>; virtual: Seen[]; real: RealRun[] }[];
}

async function planOf(points: Point[], side: string): Promise<Plan> {
  const [first] = points;
  if (!first) throw new Error('a lab without points');
  const planned = await Promise.all(
    points.map(async ({ lab, requests }) => ({
      requests,
      job: jobOf(lab, side),
      virtual: await virtualRuns(lab, side, isChancy(lab, side)),
      real: [],
    })),
  );
  const kept = planned.filter(({ virtual }) => Math.max(...virtual.map(({ makespan }) => makespan)) <= longest);
  return { lab: first.lab, side, points: kept };
}

async function readNotes(): Promise<(cell: FidelityCell) => FidelityCell['note']> {
  const notes = noteSchema.parse(parse(await readFile(join(import.meta.dirname, 'notes.yaml'), 'utf8')) ?? []);
  return ({ lab, side, requests, within }) =>
    notes.find(
      (one) =>
        one.lab === lab &&
        (one.sides?.includes(side) ?? true) &&
        (one.requests?.includes(requests) ?? true) &&
        (one.always || !within),
    )?.note ?? null;
}

/** Adds what `cpu: measured` makes of the cells in which computing shows. */
async function withComputing(cells: readonly FidelityCell[]): Promise<FidelityCell[]> {
  const points = grid().flat();
  const result: FidelityCell[] = [];
  for (const cell of cells) {
    const point = points.find(({ lab, requests }) => lab.name === cell.lab && requests === cell.requests);
    if (!point || !showsComputing(cell)) {
      result.push(cell);
      continue;
    }
    log(`with computing measured: ${cell.lab}/${cell.side}`);
    const measured = await measuredRuns(jobOf(point.lab, cell.side));
    if (measured) {
      const { median } = measured;
      console.log(
        `real ${cell.real.median.toFixed(3)} s · free ${cell.virtual.toFixed(3)} s · measured ${median.toFixed(3)} s`,
      );
    }
    result.push({ ...cell, measured });
  }
  return result;
}

function lineOf(cell: FidelityCell): string {
  const { lab, side, requests, real, virtual, within, threads, errors } = cell;
  const time = (value: number): string => `${value.toFixed(3)} s`;
  return [
    within ? 'within ' : 'OUTSIDE',
    `${lab}/${side} × ${String(requests)}`,
    `real ${time(real.median)} (${real.min.toFixed(3)} to ${real.max.toFixed(3)})`,
    `virtual ${time(virtual)}`,
    `allowed to ${time(allowed(cell).to)}`,
    `threads ${String(threads.real ?? '?')} / ${String(threads.virtual)}`,
    ...(errors.real + errors.virtual > 0 ? [`errors ${String(errors.real)} / ${String(errors.virtual)}`] : []),
    ...(within || cell.note ? [] : ['no note']),
  ].join(' · ');
}

/** What was measured now, with what the file says of other labs if it was measured under the same conditions. */
function withOthers(text: string | null, now: Fidelity): Fidelity {
  if (text === null) return now;
  const before = fidelitySchema.parse(JSON.parse(text));
  const conditions = ({ about: { machine, python, repetitions, versions } }: Fidelity): string =>
    JSON.stringify([machine, python, repetitions, versions]);
  if (conditions(before) !== conditions(now)) return now;
  const labs = new Set(now.cells.map(({ lab }) => lab));
  const isOther = ({ lab }: { lab: string }): boolean => !labs.has(lab);
  return {
    about: {
      ...now.about,
      busy: [Math.max(before.about.busy[0], now.about.busy[0]), Math.max(before.about.busy[1], now.about.busy[1])],
    },
    cells: [...before.cells.filter(isOther), ...now.cells],
    contradictions: [...before.contradictions.filter(isOther), ...now.contradictions],
  };
}

await main(async () => {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      repetitions: { type: 'string', default: '3' },
      computing: { type: 'boolean', default: false },
      notes: { type: 'boolean', default: false },
    },
  });
  if (os.type() !== 'Linux') throw new UserError('What a process computes is read from /proc.', 'run this on Linux.');
  const only = values.only?.split(',');
  const repetitions = Number(values.repetitions);
  await buildRuntime();
  const file = join(directory, `fidelity-${machineName()}.json`);
  const noteOf = await readNotes();
  if (values.computing || values.notes) {
    const written = fidelitySchema.parse(JSON.parse(await readFile(file, 'utf8')));
    const noted = written.cells.map((cell) => ({ ...cell, note: noteOf(cell) }));
    const cells = values.computing ? await withComputing(noted) : noted;
    for (const cell of cells) if (!cell.within || cell.note) console.log(lineOf(cell));
    await writeFile(file, `${JSON.stringify({ ...written, cells }, null, 2)}\n`);
    return;
  }
  const python = await replayEnvironment();
  const before = os.loadavg()[0] ?? 0;

  const plans: Plan[] = [];
  const places = new Map<string, string>();
  for (const points of grid()) {
    const [first] = points;
    if (!first || (only && !only.includes(first.lab.name))) continue;
    const { name, lab } = first.lab;
    places.set(name, await unpack(first.lab));
    log(`virtual runs of ${name}`);
    for (const side of lab.sides) plans.push(await planOf(points, programId(side, name)));
  }

  const failed = new Set<string>();
  for (let round = 1; round <= repetitions; round += 1) {
    for (const { lab, side, points } of plans) {
      log(`round ${String(round)} of ${String(repetitions)}: ${lab.name}/${side}`);
      try {
        const runs = await runReal(
          python,
          places.get(lab.name) ?? '',
          side,
          points.map(({ job }) => job.loads),
        );
        points.forEach(({ real }, index) => real.push(...runs.slice(index, index + 1)));
      } catch (error) {
        failed.add(`${lab.name}/${side}: ${String(error)}`);
      }
    }
  }
  const pairs = plans.flatMap(({ lab, side, points }): Pair[] =>
    points
      .filter(({ real }) => real.length > 0)
      .map(({ requests, virtual, real }) => ({ lab: lab.name, side, requests, virtual, real })),
  );
  const cells = await withComputing(cellsOf(pairs, noteOf));
  for (const cell of cells) console.log(lineOf(cell));
  const contradicted = contradictions(cells);
  const within = cells.filter((cell) => cell.within).length;
  console.log(`${String(within)} of ${String(cells.length)} within the model`);
  for (const one of contradicted) console.log(`order contradicted: ${JSON.stringify(one)}`);
  for (const one of failed) console.error(one);
  if (failed.size > 0) process.exitCode = 1;
  if (cells.length === 0) return;

  const names = ['fastapi', 'starlette', 'anyio', 'uvicorn', 'django', 'asgiref', 'gunicorn', 'httpx', 'sqlmodel'];
  const about: Fidelity['about'] = {
    ...(await aboutHere(python, names)),
    command: 'npm run fidelity',
    busy: [before, os.loadavg()[0] ?? 0],
    repetitions,
  };
  const result = withOthers(await readFile(file, 'utf8').catch(() => null), {
    about,
    cells,
    contradictions: contradicted,
  });
  await mkdir(directory, { recursive: true });
  await writeFile(file, `${JSON.stringify(result, null, 2)}\n`);
  log(`written to ${file}`);
});
