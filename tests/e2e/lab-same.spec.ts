/** The same run, byte for byte, wherever it runs: the recordings were made in Node, here the same engine runs them in a browser. */
import { glob, readFile } from 'node:fs/promises';
import { applyChange } from '../../src/lab/change.ts';
import { jobsOf } from '../../src/lab/jobs.ts';
import { loadLab } from '../../src/lab/load-lab.ts';
import { bootFor } from '../../src/lab/packs.ts';
import type { FromEngine, SideJob, ToEngine } from '../../src/lab/protocol.ts';
import type { RawSide } from '../../src/trace/raw.ts';
import { expect, test } from './site.ts';

const found = loadLab('content/labs/event-loop');
if (found.kind === 'problems') throw new Error(JSON.stringify(found.problems));
const { lab, page: labPage, overlays } = found;
const runs = [
  { id: 'base', loaded: lab },
  ...(labPage?.changes ?? []).map((change) => ({
    id: change.id,
    loaded: applyChange(lab, change, overlays[change.id]),
  })),
];

/** Runs in the page: one engine, one job, the text of its outcome or of its failure. */
async function runHere({ worker, boot, job }: { worker: string; boot: ToEngine; job: SideJob }): Promise<string> {
  const script = `const first = new Promise((resolve) => addEventListener('message', resolve, { once: true }));
import(${JSON.stringify(new URL(worker, location.origin).href)}).then(async () => {
  const { data, ports } = await first;
  dispatchEvent(new MessageEvent('message', { data, ports }));
});`;
  const engine = new Worker(URL.createObjectURL(new Blob([script], { type: 'text/javascript' })), { type: 'module' });
  const { port1, port2 } = new MessageChannel();
  engine.postMessage(null, [port2]);
  port1.postMessage(boot);
  return new Promise((resolve) => {
    port1.onmessage = ({ data }: MessageEvent<FromEngine>) => {
      if (data.kind === 'ready') port1.postMessage({ kind: 'run', job });
      if (data.kind !== 'finished' && data.kind !== 'failed') return;
      engine.terminate();
      resolve(data.kind === 'finished' ? data.outcome : JSON.stringify(data.problem));
    };
  });
}

for (const { id, loaded } of runs) {
  test(`the run "${id}" is the same in Chromium as in Node`, async ({ page }) => {
    const recorded = JSON.parse(await readFile(`.cache/recordings/event-loop.${id}.json`, 'utf8')) as {
      sides: Record<string, RawSide>;
    };
    let worker = '';
    for await (const file of glob('_astro/worker*.js', { cwd: 'dist' })) worker = `/${file}`;
    const jobs = jobsOf(loaded);
    if (jobs.kind === 'problems') throw new Error(JSON.stringify(jobs.problems));
    await page.goto('/en/waiting/');
    for (const job of jobs.jobs) {
      const outcome = await page.evaluate(runHere, {
        worker,
        boot: bootFor('/runtime/', job),
        job,
      });
      const parsed = JSON.parse(outcome) as { kind: string; side: RawSide };
      expect(parsed.kind, outcome.slice(0, 300)).toBe('ran');
      expect(
        JSON.stringify(parsed.side) === JSON.stringify(recorded.sides[job.side.id]),
        `${job.side.id} differs`,
      ).toBe(true);
    }
  });
}
