/**
 * An engine that was restored is the one that was booted, to the last byte, before and after a run: for every way in which a lab, a change of one,
 * an exercise, a solution or a wrong answer boots an engine. `EVERY_RUN=1` plays all runs on both, which takes minutes.
 */
import { describe, expect, test } from 'vitest';
import { allRuns } from '../../src/build/recordings/wanted.ts';
import { jobsOf } from '../../src/lab/jobs.ts';
import { fromRoot } from '../../src/lab/node/from-root.ts';
import { manifestOf } from '../../src/lab/node/read-manifest.ts';
import { bootFor } from '../../src/lab/packs.ts';
import { rehearsal } from '../../src/lab/page/rehearsal.ts';
import type { Boot, SideJob, Snapshot } from '../../src/lab/protocol.ts';
import { inThread } from './engines/in-thread.ts';
import type { ThreadResult } from './engines/thread.ts';

const runtime = fromRoot('public/runtime');
const manifest = await manifestOf(runtime);

/** By how they boot: packs and processes. */
const jobs = new Map<string, { title: string; boot: Boot; job: SideJob }[]>();
for (const { title, lab } of allRuns()) {
  const result = jobsOf(lab);
  if (result.kind === 'problems') throw new Error(`${title}: ${JSON.stringify(result.problems)}`);
  for (const job of result.jobs) {
    // Real time is part of what such a run does.
    if (job.world.cpu === 'measured') continue;
    const boot: Boot = { ...bootFor(runtime, job), manifest };
    const key = `${boot.packs.join(' ')}, ${String(boot.processes)}`;
    jobs.set(key, [...(jobs.get(key) ?? []), { title: `${title} ${job.side.id}`, boot, job }]);
  }
}

/**
 * Bytes that may differ after a run: moments of real time that Python's floats keep (src/world/kernel, watchdogs). Two booted engines differ in
 * as many.
 */
const realTime = 16;

function differing(one: Uint8Array, other: Uint8Array): number {
  if (one.length !== other.length) return Infinity;
  if (Buffer.compare(one, other) === 0) return 0;
  let count = 0;
  for (let index = 0; index < one.length; index += 1) if (one[index] !== other[index]) count += 1;
  return count;
}

const unfit = ({ told }: ThreadResult): unknown[] => told.filter(({ kind }) => kind === 'unfit');

describe.each([...jobs])('%s', (_, [first, ...others]) => {
  let snapshot: Snapshot | null = null;

  test('is restored as it was booted', { timeout: 300_000 }, async () => {
    if (!first) throw new Error('no job');
    const { boot, job } = first;
    const booted = await inThread({ boot: { ...boot, take: true }, job });
    expect(unfit(booted)).toEqual([]);
    snapshot = booted.snapshot;
    if (!snapshot) throw new Error('no snapshot');
    const restored = await inThread({ boot: { ...boot, snapshot }, job });
    expect(unfit(restored)).toEqual([]);
    expect(differing(restored.before, booted.before)).toBe(0);
    expect(restored.outcome === booted.outcome).toBe(true);
    expect(differing(restored.after, booted.after)).toBeLessThanOrEqual(realTime);
  });

  test.runIf(process.env['EVERY_RUN'] !== undefined).each(others.map((one) => [one.title, one] as const))(
    'and runs as if it were: %s',
    { timeout: 300_000 },
    async (__, { boot, job }) => {
      if (!snapshot) throw new Error('no snapshot');
      const [booted, restored] = await Promise.all([
        inThread({ boot, job }),
        inThread({ boot: { ...boot, snapshot }, job }),
      ]);
      expect(unfit(restored)).toEqual([]);
      expect(restored.outcome === booted.outcome).toBe(true);
    },
  );
});

describe('a snapshot', () => {
  const some = [...jobs.values()].map(([first]) => first).find((one) => one?.boot.packs.join() === 'base,fastapi');
  if (!some) throw new Error('no lab of FastAPI alone');
  const { boot, job } = some;
  const taken = inThread({ boot: { ...boot, take: true }, job });

  test('does for an engine that was prepared before anybody knew for what', async () => {
    const booted = await taken;
    if (!booted.snapshot) throw new Error('no snapshot');
    const restored = await inThread({ boot: { ...boot, snapshot: booted.snapshot }, job, prepares: true });
    expect(unfit(restored)).toEqual([]);
    expect(differing(restored.before, booted.before)).toBe(0);
    expect(restored.outcome === booted.outcome).toBe(true);
  });

  test('does for a rehearsal, whatever lab it is of', async () => {
    const booted = await taken;
    if (!booted.snapshot) throw new Error('no snapshot');
    const { outcome } = await inThread({ boot: { ...boot, snapshot: booted.snapshot }, job: rehearsal() });
    const { side } = JSON.parse(outcome) as { side: { requests: unknown[][]; stopped: unknown } };
    expect(side.stopped).toBe(null);
    expect(side.requests.map((request) => request[6])).toEqual(Array.from({ length: 100 }, () => 200));
  });

  test.each<[string, (snapshot: Snapshot) => Snapshot]>([
    [
      'of an interpreter with another table',
      ({ state, memory }) => ({ state: state.replace('"blank":', '"blank":1'), memory }),
    ],
    ['of other files', ({ state, memory }) => ({ state: state.replaceAll('/fastapi/', '/fastapy/'), memory })],
    ['that is cut off', ({ state, memory }) => ({ state, memory: memory.slice(0, memory.length / 2) })],
    ['that is none', ({ memory }) => ({ state: 'once upon a time', memory })],
  ])('%s does not fit: the engine boots, says why, and runs as ever', async (_, spoil) => {
    const booted = await taken;
    if (!booted.snapshot) throw new Error('no snapshot');
    const fallen = await inThread({ boot: { ...boot, snapshot: spoil(booted.snapshot) }, job });
    expect(unfit(fallen)).toHaveLength(1);
    expect(fallen.outcome === booted.outcome).toBe(true);
  });
});
