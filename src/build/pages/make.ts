/**
 * Makes the site and all that it is made from, side by side: the bundle, then the runs that pages show, in the order of the book, while
 * Astro bundles the pages and then draws each as its runs come (integration.ts).
 */
import { buildRuntime } from '../products.ts';
import { log } from '../log.ts';
import { allRecorded, recorded } from '../recordings/record.ts';
import { createRecorder, type Recorder } from '../recordings/recorder.ts';
import { shownRuns, type WantedRun } from '../recordings/wanted.ts';
import { isCurrent } from '../runtime/current.ts';
import { beginBuild, isBuilt, type SiteBuild } from '../site.ts';
import type { FromPages, Page, ToPages } from './messages.ts';
import type { Progress } from './waiting-page.ts';

/** Who is told what there is, and how far the rest is. */
export interface Watcher {
  expect: (paths: readonly string[]) => void;
  add: (path: string, page: Page) => void;
  progress: (progress: Progress) => void;
}

export interface Making {
  /** False if everything was there, up to date. Rejects with a UserError; the site that was there before is then untouched. */
  make: (watcher: Watcher) => Promise<boolean>;
  /** Somebody waits for this page: its runs come first. */
  prefer: (path: string) => void;
}

const isMade = async (site: SiteBuild, runs: readonly WantedRun[]): Promise<boolean> =>
  (await isCurrent()) && (await allRecorded(runs)) && (await isBuilt(site));

/** Lines in the terminal: often enough to be seen to move. */
const saidEvery = 10;

export function createMaking(site: SiteBuild): Making {
  /** The runs that pages have asked for and not got, by their paths. */
  const wanted = new Map<string, Set<string>>();
  const preferred = new Set<string>();
  let recorder: Recorder | undefined;
  const preferPage = (path: string): void => {
    if (preferred.has(path)) recorder?.prefer(wanted.get(path) ?? new Set());
  };

  function hear(message: FromPages, watcher: Watcher): void {
    switch (message.kind) {
      case 'paths':
        watcher.expect(message.paths);
        break;
      case 'wanted':
        wanted.set(message.path, (wanted.get(message.path) ?? new Set()).add(message.title));
        preferPage(message.path);
        break;
      case 'page':
        watcher.add(message.path, message.page);
    }
  }

  async function make(watcher: Watcher): Promise<boolean> {
    const runs = shownRuns();
    if (await isMade(site, runs)) return false;
    log('preparing the runtime (Python, FastAPI, Django) that labs run on, and the pages');
    const pages = await beginBuild(site, { channel: true });
    const tell = (message: ToPages): void => {
      // It may have ended, which `built` tells.
      if (pages.process.connected) pages.process.send(message);
    };
    pages.process.on('message', (message) => {
      hear(message as FromPages, watcher);
    });
    recorder = createRecorder(runs, recorded, ({ title }, done) => {
      tell({ kind: 'recorded', title });
      watcher.progress(done === runs.length ? { kind: 'pages' } : { kind: 'runs', done, total: runs.length });
      if (done % saidEvery === 0 || done === runs.length)
        log(`${String(done)} of ${String(runs.length)} runs recorded`);
    });
    const { run, stop } = recorder;
    const products = async (): Promise<void> => {
      await buildRuntime();
      tell({ kind: 'runtime' });
      watcher.progress({ kind: 'runs', done: 0, total: runs.length });
      await run();
    };
    try {
      await Promise.all([products(), pages.built]);
    } catch (error) {
      stop();
      pages.process.kill();
      throw error;
    }
    return true;
  }

  return {
    make,
    prefer(path) {
      preferred.add(path);
      preferPage(path);
    },
  };
}
