/** Build only: a lab as its page needs it, with its code highlighted and its recorded runs found. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { LabPage } from '../../contract/page.ts';
import { manifestSchema } from '../../lab/manifest-schema.ts';
import { bundleId, manifestFile } from '../../lab/manifest.ts';
import { loadLab } from '../../lab/node/load-lab.ts';
import { basePath } from '../site/page.ts';
import { problemLine } from '../../contract/problem-text.ts';
import type { LoadedLab, ProgramFiles } from '../../lab/jobs.ts';
import type { LabSource } from '../../lab/draft.ts';
import { readFidelity } from '../../measurements/read-fidelity.ts';
import { comparedOf } from './honesty/compared.ts';
import { highlight } from './highlight.ts';
import type { LabCode, LabData, SideCode } from './lab-data.ts';
import { runsOf } from '../../lab/change.ts';
import { outcomesOf, type Outcomes } from '../../lab/result.ts';
import { recordedRun } from './recorded-runs.ts';

export interface BuiltLab {
  page: LabPage;
  source: LabSource;
  data: LabData;
  /** The recorded run of the lab as written under `base`, and of each change. */
  recorded: Record<string, Outcomes>;
}

async function highlightAll(files: ProgramFiles): Promise<LabCode> {
  const code: LabCode = {};
  for (const [id, own] of Object.entries(files)) {
    const side: SideCode = {};
    for (const [file, text] of Object.entries(own)) side[file] = await highlight(text);
    code[id] = side;
  }
  return code;
}

/** The bundle that lies beside the pages that are built. */
function builtBundle(): string {
  const text = readFileSync(path.join(process.cwd(), 'public/runtime', manifestFile), 'utf8');
  return bundleId(manifestSchema.parse(JSON.parse(text)));
}

export async function buildLab(name: string): Promise<BuiltLab> {
  const loaded = loadLab(path.join(process.cwd(), 'content/labs', name));
  if (loaded.kind === 'problems')
    throw new Error(`content/labs/${name}: ${loaded.problems.map((one) => problemLine('en', one)).join(' ')}`);
  const { lab, page, overlays } = loaded;
  if (!page) throw new Error(`content/labs/${name} has no page.yaml`);
  return buildLoaded(lab, page, overlays, runsOf(lab, page, overlays));
}

/** `overlays`: by the id of a change, the files that it replaces or adds; `runs`: the lab as written and with each change, as it is recorded. */
export async function buildLoaded(
  lab: LoadedLab,
  page: LabPage,
  overlays: Record<string, ProgramFiles>,
  runs: readonly (readonly [run: string, lab: LoadedLab])[],
): Promise<BuiltLab> {
  const { name } = lab;
  const recorded = new Map(
    await Promise.all(runs.map(async ([run, changed]) => [run, await recordedRun(name, run, changed)] as const)),
  );
  const base = recorded.get('base');
  if (!base) throw new Error(`${name} has no run that shows it as it is written`);
  const changes = [...recorded].filter(([run]) => run !== 'base');
  const overlayCode = await Promise.all(
    Object.entries(overlays).map(async ([id, files]) => [id, await highlightAll(files)] as const),
  );
  return {
    page,
    source: { ...lab, page, overlays },
    recorded: Object.fromEntries([...recorded].map(([run, { recording }]) => [run, outcomesOf(recording)] as const)),
    data: {
      name,
      lab: lab.lab,
      page,
      code: await highlightAll(lab.files),
      overlays: Object.fromEntries(overlayCode),
      recorded: base.recording,
      recordings: Object.fromEntries(changes.map(([id, { address }]) => [id, address])),
      compared: comparedOf(name, readFidelity()),
      runtime: `${basePath}runtime/#${builtBundle()}`,
    },
  };
}
