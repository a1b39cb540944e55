/** What real servers do: the files of a replay, unpacked and run, as a reader runs them. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { z } from '../../src/schemas/full.ts';
import { UserError } from '../../src/build/log.ts';
import type { LoadedLab } from '../../src/lab/jobs.ts';
import type { Origin } from '../../src/lab/origin.ts';
import type { JobLoad } from '../../src/lab/protocol.ts';
import { kitPlaces, replayFiles, type ReplayResult } from '../../src/replay/replay-files.ts';
import { replayTexts } from '../../src/replay/texts.ts';
import { nameIn } from '../../src/trace/name.ts';
import type { RawRequest } from '../../src/contract/raw.ts';

/** Seconds for one side and all loads that it gets, its start included. */
const timeout = 300;

const whole = z.int().nullable();
const failure = z.enum(['timeout', 'refused', 'reset', 'failed']).nullable();
const row = z.tuple([z.int(), z.int(), whole, whole, whole, whole, whole, failure, z.int(), whole]);
const printedSchema = z.union([
  z.object({ problem: z.string() }),
  z.object({
    runs: z.array(z.object({ requests: z.array(row), threads: z.int().nullable(), computed: z.number().nullable() })),
  }),
]);

/** One load on real servers: every request, most threads of the side, seconds that all its programs computed. */
export interface RealRun {
  requests: RawRequest[];
  threads: number | null;
  computed: number | null;
}

export async function replayOf(lab: LoadedLab, origin: Origin = 'own'): Promise<ReplayResult> {
  const kit = await Promise.all(Object.keys(kitPlaces).map(async (place) => [place, await readFile(place, 'utf8')]));
  return replayFiles(lab, {
    kit: Object.fromEntries(kit) as Record<string, string>,
    texts: replayTexts('en'),
    nameOf: ({ name }) => nameIn(name, 'en'),
    origin,
  });
}

/** Writes a replay into a fresh directory and answers where. */
export async function unpack(lab: LoadedLab): Promise<string> {
  const result = await replayOf(lab);
  if (result.kind === 'problems') throw new Error(JSON.stringify(result.problems));
  const key = createHash('sha256').update(JSON.stringify(result.files)).digest('hex').slice(0, 8);
  const place = resolve('.cache/fidelity/replay', `${lab.name}-${key}`);
  await rm(place, { recursive: true, force: true });
  for (const [path, text] of Object.entries(result.files)) {
    await mkdir(dirname(join(place, path)), { recursive: true });
    await writeFile(join(place, path), text);
  }
  return place;
}

/** Serves one side of an unpacked replay with the packages of `python` and sends it the loads, one after the other. Every server has ended when this does. */
export async function runReal(python: string, place: string, side: string, sequence: JobLoad[][]): Promise<RealRun[]> {
  const loads = join(place, `${side}.loads.json`);
  await writeFile(loads, JSON.stringify(sequence));
  const text = await output(python, [join(place, 'replay.py'), '--here', '--json', '--side', side, '--loads', loads]);
  const printed = printedSchema.parse(JSON.parse(text));
  if ('problem' in printed) throw new UserError(`${place} ${side}: ${printed.problem}`, 'see what its server printed.');
  return printed.runs;
}

function output(program: string, args: string[]): Promise<string> {
  return new Promise((done, fail) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    // SIGTERM, so that it ends its servers.
    const end = (): void => {
      child.kill('SIGTERM');
    };
    const watchdog = setTimeout(end, timeout * 1000);
    process.once('exit', end);
    child.once('error', fail);
    child.once('close', (code) => {
      clearTimeout(watchdog);
      process.off('exit', end);
      if (text.trim() === '') fail(new Error(`${args.join(' ')} ended with ${String(code)} and said nothing`));
      else done(text);
    });
  });
}
