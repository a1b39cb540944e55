/**
 * Chromium's trace of a recorded lab is Node's, byte for byte, though it compiles as it likes here and its reader lives elsewhere.
 */
import { glob, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { jobsOf } from '../../src/lab/jobs.ts';
import { recordingsDirectory } from '../../src/build/recordings/recording-file.ts';
import { loadLab } from '../../src/lab/node/load-lab.ts';
import { bootFor } from '../../src/lab/packs.ts';
import { plainBrowser } from './browser.ts';
import { expect, test } from './site.ts';

test.use({ launchOptions: plainBrowser, timezoneId: 'Asia/Shanghai', locale: 'zh-CN' });

async function workerScript(): Promise<string> {
  for await (const file of glob('dist/_astro/worker-*.js')) return `/_astro/${basename(file)}`;
  throw new Error('the built site has no worker');
}

/** Threads and loops; and release: steps, gunicorn's log with its local time, and bodies whose order comes from sets of objects. */
const labs = ['event-loop', 'release'];

for (const name of labs) {
  test(`the trace of ${name} is the one that Node recorded, byte for byte`, async ({ page }) => {
    const loaded = loadLab(`content/labs/${name}`);
    if (loaded.kind === 'problems') throw new Error('the lab has mistakes');
    const planned = jobsOf(loaded.lab);
    if (planned.kind === 'problems') throw new Error('the load is too large');
    const { sides } = JSON.parse(await readFile(`${recordingsDirectory}/${name}.base.json`, 'utf8')) as {
      sides: Record<string, unknown>;
    };
    const script = await workerScript();
    // Any page of the site: only its policy and its origin matter.
    await page.goto('/en/real-and-virtual/');
    for (const job of planned.jobs) {
      const last = await page.evaluate(
        ({ script, boot, job }) =>
          new Promise<{ kind: string; outcome?: string }>((resolve, reject) => {
            const source = `const first = new Promise((resolve) => addEventListener('message', resolve, { once: true }));
await import(${JSON.stringify(new URL(script, location.href).href)});
const { data, ports } = await first;
dispatchEvent(new MessageEvent('message', { data, ports }));`;
            const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
            const worker = new Worker(url, { type: 'module' });
            worker.onerror = (event) => {
              reject(new Error(event.message));
            };
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = ({ data }: MessageEvent<{ kind: string }>) => {
              if (data.kind === 'ready') port1.postMessage({ kind: 'run', job });
              if (data.kind !== 'finished' && data.kind !== 'failed') return;
              worker.terminate();
              resolve(data);
            };
            worker.postMessage(null, [port2]);
            port1.postMessage(boot);
          }),
        { script, boot: bootFor('/runtime/', job), job },
      );
      expect(last.kind).toBe('finished');
      // Keys that are numbers come first in whatever JSON JavaScript writes.
      const outcome = JSON.stringify(JSON.parse(last.outcome ?? '') as unknown);
      expect(outcome).toBe(JSON.stringify({ kind: 'ran', side: sides[job.side.id] }));
    }
  });
}
