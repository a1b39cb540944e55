/** The files of a replay: a lab as the reader has it, and all that runs it on real servers. Pure; the page zips them, `npm run fidelity` writes them. */
import { jobsOf, programId, type LoadedLab } from '../lab/jobs.ts';
import type { Problem } from '../contract/problem.ts';
import type { Foreign, Origin } from '../lab/origin.ts';
import { brokenRules } from '../lab/rules.ts';
import { misnamed } from './file-names.ts';

/** What replay.py says, and what its table is headed by (texts.ts). */
export interface ReplayTexts {
  /** The makespan, three percentiles, the throughput, the errors. */
  columns: readonly string[];
  /** How the numbers are written, with `{value}`: seconds, thousandths and millionths of one, requests per second. */
  units: Readonly<Record<'s' | 'ms' | 'us' | 'rate', string>>;
  /** With `{side}`. */
  running: string;
  environment: string;
  packages: string;
  /** With `{found}`, the version that is too old. */
  python: string;
  /** What is said before the question, by where the code is from. */
  consent: Record<Foreign, string>;
  sure: string;
  unasked: string;
  stopping: string;
  /** With `{processes}`. */
  left: string;
}

export interface ReplayOptions {
  /** By their place in the project: every file that `kitPlaces` names. */
  kit: Readonly<Record<string, string>>;
  texts: ReplayTexts;
  /** What a side is called in the reader's language. */
  nameOf: (side: LoadedLab['lab']['sides'][number]) => string;
  /** Code that is not the reader's own runs only after they were asked. */
  origin: Origin;
}

/** Where the unchanging files of a replay stand in the project, and where they go. */
export const kitPlaces: Readonly<Record<string, string>> = {
  'src/replay/replay.py': 'replay.py',
  'src/replay/requirements.txt': 'requirements.txt',
  'src/replay/names/sitecustomize.py': 'names/sitecustomize.py',
  'src/world/workload.py': 'names/workload.py',
  ...Object.fromEntries(
    [
      ...['__init__', 'clients', 'ending', 'environment', 'keeper', 'kept', 'measure'],
      ...['printable', 'processes', 'servers', 'table'],
    ].map((name) => [`src/replay/parts/${name}.py`, `support/parts/${name}.py`]),
  ),
  ...Object.fromEntries(
    [
      ...['__init__', 'limits', 'clients/__init__', 'clients/http', 'clients/websocket'],
      ...['kernel/__init__', 'kernel/time_units', 'servers/__init__', 'servers/commands'],
    ].map((name) => [`src/world/${name}.py`, `support/world/${name}.py`]),
  ),
};

export type ReplayResult = { kind: 'files'; files: Record<string, string> } | { kind: 'problems'; problems: Problem[] };

/** Files by path. Problems for a lab that cannot be run at all, and for a file that would not be unpacked as what it is. */
export function replayFiles(loaded: LoadedLab, options: ReplayOptions): ReplayResult {
  const { name, lab, files } = loaded;
  const broken = brokenRules(lab, name).map(({ code, values, path }): Problem => ({
    code,
    values: { key: path.join('.'), ...values },
  }));
  const outside = Object.entries(files).flatMap(([id, own]) =>
    [...misnamed([id]), ...misnamed(Object.keys(own))].map((problem): Problem => ({ ...problem, side: id })),
  );
  if (broken.length > 0) return { kind: 'problems', problems: [...broken, ...outside] };
  const result = jobsOf(loaded);
  if (result.kind === 'problems') return { kind: 'problems', problems: [...outside, ...result.problems] };
  if (outside.length > 0) return { kind: 'problems', problems: outside };
  const description = {
    lab: name,
    origin: options.origin,
    texts: options.texts,
    names: Object.fromEntries(lab.sides.map((side) => [programId(side, name), options.nameOf(side)])),
    jobs: result.jobs.map(({ side, services, loads }) => ({
      side: { ...side, files: undefined },
      services: services.map((service) => ({ ...service, files: undefined })),
      loads,
    })),
  };
  const made: Record<string, string> = { 'lab.json': `${JSON.stringify(description, null, 2)}\n` };
  for (const [place, target] of Object.entries(kitPlaces)) {
    const text = options.kit[place];
    if (text === undefined) throw new Error(`${place} is missing`);
    made[target] = text;
  }
  for (const [id, own] of Object.entries(files)) {
    for (const [path, text] of Object.entries(own)) made[`programs/${id}/${path}`] = text;
  }
  return { kind: 'files', files: made };
}
