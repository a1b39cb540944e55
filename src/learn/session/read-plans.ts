/** Reads content/plans at build time (Node only). A plan with a mistake stops the build. */
import { glob, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { z } from '../../schemas/small.ts';
import { missingIn, type Catalog } from './catalog.ts';
import { minutesOf, planIn, readyPlanSchema, type ReadyPlan } from './plan.ts';

const directory = 'content/plans';

/** The ready plans by their minutes, the shortest first. */
export async function readPlans(): Promise<Record<string, ReadyPlan>> {
  const files: string[] = [];
  for await (const file of glob('*.yaml', { cwd: directory })) files.push(file);
  const named = await Promise.all(
    files.map(async (file) => [basename(file, '.yaml'), await readPlan(join(directory, file))] as const),
  );
  return Object.fromEntries(named.sort(([one], [other]) => Number(one) - Number(other)));
}

async function readPlan(file: string): Promise<ReadyPlan> {
  const result = readyPlanSchema.safeParse(parse(await readFile(file, 'utf8')));
  if (!result.success) throw new Error(`${file}\n${z.prettifyError(result.error)}`);
  const minutes = minutesOf(result.data);
  if (basename(file) !== `${minutes}.yaml`) throw new Error(`${file}: its steps take ${minutes} minutes`);
  return result.data;
}

/** What is wrong with a plan beside the catalog: names that the site does not have. */
export function checkPlan(name: string, plan: ReadyPlan, catalog: Catalog): void {
  const missing = missingIn(catalog, planIn('en', plan));
  if (missing.length > 0) throw new Error(`${directory}/${name}.yaml names what does not exist: ${missing.join(', ')}`);
}
