/**
 * Every lab of the site, as written and with each of its changes: it ran to its end, keeps the rules of a run, and what it claims
 * holds, and of what its reader may guess one thing is true. Reads the recorded runs (recorded.ts).
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { template } from '../../src/build/recordings/wanted.ts';
import { runsOf } from '../../src/lab/change.ts';
import { choicesOf, heldIn } from '../../src/lab/choices.ts';
import { loadLab } from '../../src/lab/node/load-lab.ts';
import { judge, metricsTree } from '../../src/trace/expect.ts';
import { recordedLab } from './recorded.ts';

const labs = 'content/labs';

/** By the name of their recordings: the labs of chapters, and the one to copy, which no page shows. */
const all = [...readdirSync(labs).map((name) => [name, join(labs, name)] as const), template];

describe.each(all)('%s', (name, directory) => {
  const loaded = loadLab(directory);
  if (loaded.kind === 'problems') throw new Error(JSON.stringify(loaded.problems));

  test('asks for a guess', () => {
    expect(loaded.page?.predict).toBeDefined();
  });

  test.each(runsOf(loaded.lab, loaded.page, loaded.overlays))('%s', async (run, lab) => {
    const { sides, run: result } = await recordedLab(`${name}.${run}`, lab);
    expect(sides.map((side) => side?.stopped)).toEqual(sides.map(() => null));
    // A run that claims nothing tests nothing.
    expect(lab.lab.expect ?? []).not.toEqual([]);
    const tree = metricsTree(result);
    expect((lab.lab.expect ?? []).filter((text) => !judge(text, tree).holds)).toEqual([]);
    const choices = choicesOf(loaded.page?.predict);
    const held = heldIn(result, choices);
    // A change may lead to what nobody was asked about.
    expect(held.length).toBeLessThanOrEqual(1);
    if (run === 'base' && choices.length > 0) expect(held).toHaveLength(1);
  });
});
