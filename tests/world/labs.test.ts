/** Every lab of the site, as written and with each of its changes: it runs to its end, and what it claims holds. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runsOf } from '../../src/lab/change.ts';
import { runLab } from '../../src/lab/headless.ts';
import { loadLab } from '../../src/lab/load-lab.ts';
import { assembleRun } from '../../src/trace/assemble.ts';
import { checkRun } from '../../src/trace/check-run.ts';
import { judge, metricsTree } from '../../src/trace/expect.ts';

const labs = 'content/labs';

describe.each(readdirSync(labs))('%s', (name) => {
  const loaded = loadLab(join(labs, name));
  if (loaded.kind === 'problems') throw new Error(JSON.stringify(loaded.problems));

  test.each(runsOf(loaded.lab, loaded.page, loaded.overlays))('%s', async (_, lab) => {
    const result = await runLab(lab);
    if (result.kind === 'problems') throw new Error(JSON.stringify(result.problems));
    const sides = result.outcomes.map((outcome) => {
      if (outcome.kind === 'failed') throw new Error(JSON.stringify(outcome));
      return outcome.side;
    });
    expect(sides.map(({ stopped }) => stopped)).toEqual(sides.map(() => null));
    const run = assembleRun(lab, sides);
    expect(checkRun(run)).toEqual([]);
    // A run that claims nothing tests nothing.
    expect(lab.lab.expect).not.toEqual([]);
    const tree = metricsTree(run);
    expect((lab.lab.expect ?? []).filter((text) => !judge(text, tree).holds)).toEqual([]);
  });
});
