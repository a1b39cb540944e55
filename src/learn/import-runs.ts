/** Runs in a file that is imported: a stranger's data, held to the same checks as a lab and as what an engine hands over. */
import { z } from '../schemas/full.ts';
import { labSchema } from '../contract/lab.ts';
import { labLoads } from '../lab/jobs.ts';
import { brokenRules, staysInside } from '../lab/rules.ts';
import { checkRaw } from '../lab/check-raw.ts';
import type { RawOutcome } from '../contract/raw.ts';
import { isMoment } from './moment.ts';
import type { NewRun } from './runs.ts';

/** Characters: an id, and a text such as a file or the key of a draft. */
const name = z.string().max(1_000);
const text = z.string().max(2_000_000);

const runSchema = z.strictObject({
  lab: name,
  key: text,
  at: z.number().refine(isMoment),
  change: name.nullable(),
  edited: z.boolean(),
  loaded: z.strictObject({ name, lab: labSchema, files: z.record(name, z.record(name.refine(staysInside), text)) }),
  outcomes: z.record(name, z.unknown()),
});

/** Null when it is no run, or not a whole one. */
export function readRun(value: unknown): NewRun | null {
  const run = runSchema.safeParse(value);
  if (!run.success) return null;
  const { outcomes, ...rest } = run.data;
  if (brokenRules(rest.loaded.lab, rest.loaded.name).length > 0) return null;
  const loads = labLoads(rest.loaded.lab).length;
  const checked: [string, RawOutcome][] = Object.entries(outcomes).map(([side, outcome]) => [
    side,
    checkRaw(JSON.stringify(outcome) || 'null', loads),
  ]);
  const isRefused = checked.some(
    ([, outcome]) => outcome.kind === 'failed' && outcome.problem.code === 'outcome-refused',
  );
  return isRefused ? null : { ...rest, outcomes: Object.fromEntries(checked) };
}
