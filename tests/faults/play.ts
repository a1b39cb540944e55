/** Lets one fault happen to a reader who has edited a lab and presses Run, and says what the reader was not spared. */
import type { Draft } from '../../src/lab/draft.ts';
import { fakeClock, type FakeClock } from './clock.ts';
import { silence, type Complaint, type Said } from './judge.ts';
import { createNetwork } from './network.ts';
import { openPage, write, type Page } from './page.ts';

/** One way to break a page. */
export interface Case {
  /** Which one of its kind. */
  name: string;
  /** What has to be said of it. */
  said: Said;
  /** Before Run; `write` has been done, unless `first` did more. */
  strike?: (page: Page, clock: FakeClock) => void | Promise<void>;
  /** What happens instead of a press on Run. */
  act?: (page: Page, clock: FakeClock) => void | Promise<void>;
  /** What the browser holds when the page is opened. */
  items?: Record<string, string>;
  parallel?: number;
  /** The edits are not kept, and the page says so. */
  unkept?: boolean;
  /** More that must hold at the end. */
  holds?: (page: Page) => string | null;
  /** Before the second Run, besides mending what is broken. */
  mend?: (page: Page) => void;
}

/** One line of the report: a kind of fault, of which there are many. */
export interface Kind {
  name: string;
  make: (random: Random) => Case;
}

/** Numbers from a seed, from 0 to 1. */
export type Random = () => number;

export const pick = <One>(random: Random, all: readonly One[]): One => {
  const one = all[Math.floor(random() * all.length)];
  if (one === undefined) throw new Error('nothing to pick from');
  return one;
};

/** Longer than any run or start may take, in milliseconds. */
const longest = 400_000;
/** Pictures that the page may draw of one run; ten a second for as long as the longest run. */
const mostShown = 1000;

const isBusy = ({ store }: Page): boolean => ['loading', 'running'].includes(store.view.get().state.kind);

async function untilIdle(page: Page, clock: FakeClock): Promise<boolean> {
  for (let waited = 0; waited < longest && isBusy(page); waited += 2000) await clock.advance(2000);
  return !isBusy(page);
}

function mendAll({ network, engines, memory }: Page): void {
  const whole = createNetwork();
  const recordings = [...network.documents].filter(([path]) => path.endsWith('.json'));
  Object.assign(network, { weather: whole.weather, online: true, hasBundle: true });
  network.documents = new Map([...whole.documents, ...recordings]);
  Object.assign(engines, { fault: null, onStage: () => undefined });
  Object.assign(memory, { limit: Infinity, forbidden: false });
}

const same = (one: Draft | null, other: Draft): boolean => JSON.stringify(one) === JSON.stringify(other);

export async function play(fault: Case): Promise<Complaint[]> {
  const clock = fakeClock();
  const complaints: Complaint[] = [];
  const complain = (failing: Complaint['failing'], detail: string): void => {
    complaints.push({ failing, detail });
  };
  try {
    const page = openPage(fault.items, fault.parallel);
    const { store } = page;
    write(page);
    await fault.strike?.(page, clock);
    const written = store.view.get().draft;
    const before = page.shown;
    if (fault.act) await fault.act(page, clock);
    else store.run();

    if (!(await untilIdle(page, clock))) complain('stuck', `still ${store.view.get().state.kind}`);
    if (page.shown - before > mostShown) complain('stuck', `drawn ${page.shown - before} times`);
    const silent = silence(store.view.get(), fault.said);
    if (silent) complain('silent', silent);
    const broken = fault.holds?.(page);
    if (broken) complain('silent', broken);
    const draft = fault.act ? store.view.get().draft : written;
    if (!same(draft, store.view.get().draft)) complain('lost', 'the draft on the screen is another');

    mendAll(page);
    if (!fault.unkept && !same(page.afterReload(), store.view.get().draft))
      complain('lost', 'a reload takes the edits away');
    fault.mend?.(page);
    store.stop();
    store.run();
    const ended = await untilIdle(page, clock);
    const { state, result } = store.view.get();
    if (!ended || state.kind !== 'done' || result.source !== 'live')
      complain('stuck', `Run gives ${state.kind} afterwards`);
    store.run();
    store.stop();
    if (store.view.get().state.kind !== 'stopped') complain('stuck', `Stop gives ${store.view.get().state.kind}`);
    await clock.advance(1000);
    page.client.close();
    if (page.engines.alive > 0) complain('stuck', `${page.engines.alive} engines are left`);
  } catch (error) {
    complain('stuck', `thrown: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  } finally {
    clock.restore();
  }
  return complaints;
}
