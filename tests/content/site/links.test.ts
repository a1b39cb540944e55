import type { AddressInfo } from 'node:net';
import { LinkChecker, LinkState } from 'linkinator';
import { describe, expect, it } from 'vitest';
import { locales } from '../../../src/i18n/i18n.ts';
import { serve } from '../../../src/build/serve.ts';
import { rootSite, subPathSite } from '../../../src/build/site.ts';
import { elements, pagesOf, readPage } from './pages.ts';

describe.each([rootSite, subPathSite])('the site below $base', (site) => {
  it('has no broken link, file or fragment', async () => {
    const server = await serve([site], 0);
    try {
      const home = `http://localhost:${(server.address() as AddressInfo).port}${site.base}`;
      const pages = (await pagesOf(site)).map((page) => `${home}${page.replace(/index\.html$/, '')}`);
      // Every page by name: a crawl from the front page alone ends early now and then, with most pages unread.
      const { links } = await new LinkChecker().check({
        path: pages,
        checkFragments: true,
        // A fragment with a value is for the page's script, such as the plan to show; it names no place.
        linksToSkip: async (url) => Promise.resolve(!url.startsWith(new URL(home).origin) || /#\w+=/.test(url)),
      });
      const reached = new Set(links.filter(({ state }) => state === LinkState.OK).map(({ url }) => url));
      expect(pages.filter((page) => !reached.has(page))).toEqual([]);
      const broken = links.filter(({ state }) => state === LinkState.BROKEN);
      expect(broken.map(({ url, parent, status }) => `${String(parent)} -> ${url} (${String(status)})`)).toEqual([]);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it('has no link from a page into another language', async () => {
    for (const locale of locales) {
      const others = locales.filter((one) => one !== locale).map((one) => `${site.base}${one}/`);
      for (const page of await pagesOf(site)) {
        if (!page.startsWith(`${locale}/`)) continue;
        const wrong = elements(await readPage(site, page), 'a')
          .map(({ href = '' }) => new URL(href, `http://localhost${site.base}${page}`))
          // Documents of others have languages of their own.
          .filter(({ host }) => host === 'localhost')
          .map(({ pathname }) => pathname)
          .filter((path) => others.some((other) => path.startsWith(other)));
        expect(wrong, page).toEqual([]);
      }
    }
  });

  it('serves every page in both languages', async () => {
    const pages = await pagesOf(site);
    const [first, ...rest] = locales.map((locale) =>
      pages.filter((page) => page.startsWith(`${locale}/`)).map((page) => page.slice(locale.length)),
    );
    for (const other of rest) expect(other).toEqual(first);
  });

  it('loads nothing from another host', async () => {
    for (const page of await pagesOf(site)) {
      const html = await readPage(site, page);
      const loaded = ['script', 'link', 'img', 'iframe', 'source', 'video'].flatMap((tag) =>
        elements(html, tag).flatMap(({ src, href, rel }) =>
          rel === 'canonical' || rel === 'alternate' ? [] : [src, href],
        ),
      );
      expect(
        loaded.filter((url) => url !== undefined && /^(https?:)?\/\//.test(url)),
        page,
      ).toEqual([]);
    }
  });

  it('has a policy, a language and a title on every page', async () => {
    for (const page of await pagesOf(site)) {
      const html = await readPage(site, page);
      const policies = elements(html, 'meta').filter((meta) => meta['http-equiv'] === 'Content-Security-Policy');
      expect(policies, page).toHaveLength(1);
      expect(policies[0]?.['content'], page).not.toMatch(
        /unsafe-eval'(?<!wasm-unsafe-eval')|script-src[^;]*unsafe-inline/,
      );
      expect(elements(html, 'html')[0]?.['lang'], page).toMatch(/^(en|zh-CN)$/);
      expect(elements(html, 'title'), page).toHaveLength(1);
    }
  });
});
