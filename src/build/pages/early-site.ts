/**
 * The site while it is made, as its readers have it: pages that are there are served, one that will come answers with a page that waits for
 * it, and a file that will come is waited for. What is served here is what the whole site will have, byte for byte. Knows no network.
 */
import { pathOf, type Page } from './messages.ts';
import { waitingPage, type Failure, type Progress } from './waiting-page.ts';

export type Answer =
  | { kind: 'page'; status: 200 | 404; page: Page }
  /** To be asked for again, or gone for good. */
  | { kind: 'waiting'; status: 503 | 500; html: string }
  /** To be answered when `until` settles: the file is there then, or the whole site, or neither will ever be. */
  | { kind: 'later'; until: Promise<void> };

export interface EarlySite {
  /** `address`: below the site's own path, without what follows `?`. */
  answer: (address: string) => Answer;
  /** A page has come. */
  add: (path: string, page: Page) => void;
  /** All pages that there will be. */
  expect: (paths: readonly string[]) => void;
  progress: (progress: Progress) => void;
  /** The whole site is there, and somebody else answers from now on. */
  whole: () => void;
  fail: (failure: Omit<Failure, 'kind'>) => void;
}

/** A page's address ends with a slash; no name of a page has a dot in it. */
const isPage = (address: string): boolean => !/\.[a-z0-9]+$/i.test(address) || address.endsWith('.html');

/** `base`: the site's own path; `asked` is told of each page that a reader waits for. */
export function createEarlySite(base: string, asked: (path: string) => void): EarlySite {
  const pages = new Map<string, Page>();
  const awaited = new Map<string, PromiseWithResolvers<undefined>>();
  let expected: ReadonlySet<string> | null = null;
  let now: Progress = { kind: 'runtime' };

  function untilThere(path: string): Promise<void> {
    const one = awaited.get(path) ?? Promise.withResolvers<undefined>();
    awaited.set(path, one);
    return one.promise;
  }
  function settleAll(): void {
    for (const { resolve } of awaited.values()) resolve(undefined);
  }
  return {
    answer(address) {
      const path = pathOf(address);
      const page = pages.get(path);
      if (page) return { kind: 'page', status: 200, page };
      const notFound = pages.get('404');
      if (isPage(address) && notFound && expected?.has(path) === false)
        return { kind: 'page', status: 404, page: notFound };
      if (now.kind === 'failed') return { kind: 'waiting', status: 500, html: waitingPage(path, base, now) };
      asked(path);
      return isPage(address)
        ? { kind: 'waiting', status: 503, html: waitingPage(path, base, now) }
        : { kind: 'later', until: untilThere(path) };
    },
    add(path, page) {
      pages.set(path, page);
      awaited.get(path)?.resolve(undefined);
    },
    expect(paths) {
      expected = new Set(paths);
    },
    progress(progress) {
      // A run that was begun before a failure may end after it.
      if (now.kind !== 'failed') now = progress;
    },
    whole: settleAll,
    fail(failure) {
      now = { kind: 'failed', ...failure };
      settleAll();
    },
  };
}
