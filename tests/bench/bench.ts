/**
 * `npm run bench`: how fast the engine starts and runs here. Prints medians and never fails on a number; what is compared is measured in
 * turns, so that a busy machine slows both alike. `npm run bench -- 9` takes nine rounds instead of five.
 */
import process from 'node:process';
import { findChromium } from '../../src/build/browsers/chromium.ts';
import { buildRuns } from '../../src/build/products.ts';
import { main, log } from '../../src/build/log.ts';
import { spreadOf } from '../../src/measurements/measurement.ts';
import { buildSite, rootSite } from '../../src/build/site.ts';
import { startsOf } from './engines.ts';
import { openPages } from './pages.ts';
import { secondsOfRun } from './runs.ts';

type Measures = Record<string, () => Promise<number>>;

/** Medians, in seconds, of measures taken in turns. */
async function inTurns<M extends Measures>(measures: M, rounds: number): Promise<Record<keyof M, number>> {
  const taken = Object.entries(measures).map(([name, measure]) => ({ name, measure, values: [] as number[] }));
  for (let round = 1; round <= rounds; round += 1) {
    log(`round ${String(round)} of ${String(rounds)}: ${Object.keys(measures).join(', ')}`);
    for (const { measure, values } of taken) values.push(await measure());
  }
  return Object.fromEntries(taken.map(({ name, values }) => [name, spreadOf(values).median])) as Record<
    keyof M,
    number
  >;
}

/** A ratio beside its goal. */
function line(name: string, ratio: number, goal: number): void {
  console.log(`  ${name}: ${ratio.toFixed(2)} (goal: at most ${goal.toFixed(2)})`);
}

const seconds = (value: number): string => `${value.toFixed(value < 10 ? 2 : 1)} s`;

await main(async () => {
  const rounds = Number(process.argv[2] ?? 5);
  await buildRuns();
  await buildSite(rootSite);

  for (const framework of ['fastapi', 'django'] as const) {
    const { booted, restored } = await inTurns({ ...(await startsOf(framework)) }, rounds);
    console.log(`CPU of a start in Node, ${framework}: booted ${seconds(booted)}, restored ${seconds(restored)}`);
    line('ratio', restored / booted, 0.35);
  }

  const pages = await openPages(await findChromium());
  try {
    const { cold, again, stock, warm, booted, restored } = await inTurns(pages.measures, rounds);
    console.log(`CPU of two starts in Chromium: booted ${seconds(booted)}, restored ${seconds(restored)}`);
    line('ratio', restored / booted, 0.4);
    console.log(
      `to the first result: cold ${seconds(cold)}, second visit ${seconds(again)}, stock Pyodide ${seconds(stock)}`,
    );
    line('cold, ratio to stock', cold / stock, 0.5);
    line('second visit, ratio to stock', again / stock, 0.25);
    console.log(`click to painted result, engines warm: ${seconds(warm)} (goal: 0.20 s)`);
  } finally {
    await pages.close();
  }

  const counts = { few: 1, thousand: 1000, most: 10_000 };
  const { few, thousand, most } = await inTurns(
    {
      few: () => secondsOfRun(counts.few),
      thousand: () => secondsOfRun(counts.thousand),
      most: () => secondsOfRun(counts.most),
    },
    Math.min(rounds, 3),
  );
  const perRequest = [(thousand - few) / counts.thousand, (most - few) / counts.most] as const;
  console.log(`1 def request, engine ready:                     ${seconds(few)}`);
  console.log(`1,000 def requests (goal: 0.50 s):               ${seconds(thousand)}`);
  console.log(`10,000 def requests:                             ${seconds(most)}`);
  line('cost per request of the 10,000', perRequest[1] / perRequest[0], 1);
});
