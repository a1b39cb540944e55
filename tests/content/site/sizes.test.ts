import { glob, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { rootSite } from '../../../src/build/site.ts';
import { elements, readPage } from './pages.ts';

const kibibyte = 1024;
const mebibyte = 1024 * kibibyte;

/** What a page makes the browser load at once: its HTML, style sheets and scripts, as a host with gzip sends them. */
async function weight(page: string): Promise<number> {
  const html = await readPage(rootSite, page);
  const scripts = elements(html, 'script').map(({ src }) => src);
  const sheets = elements(html, 'link').map(({ rel, href }) => (rel === 'stylesheet' ? href : undefined));
  let bytes = gzipSync(html).length;
  for (const path of new Set([...scripts, ...sheets])) {
    if (path !== undefined) bytes += gzipSync(await readFile(join(rootSite.directory, path))).length;
  }
  return bytes;
}

/** Budgets, not measurements: room for growth, none for an accident. */
describe('sizes', () => {
  it.each([
    ['index.html', 12],
    ['404.html', 12],
    ['en/index.html', 90],
    ['zh-cn/index.html', 90],
  ])('%s starts with at most %i KiB', async (page, budget) => {
    expect(await weight(page)).toBeLessThan(budget * kibibyte);
  });

  it('a page of a lab starts with at most 400 KiB', async () => {
    for (const page of ['en/waiting/index.html', 'zh-cn/waiting/index.html']) {
      expect(await weight(page), page).toBeLessThan(400 * kibibyte);
    }
  });

  it('a chapter runs at most 60 KiB of scripts before anything is touched', async () => {
    for (const page of ['en/waiting/index.html', 'zh-cn/waiting/index.html']) {
      let bytes = 0;
      for (const { src } of elements(await readPage(rootSite, page), 'script')) {
        if (src !== undefined) bytes += gzipSync(await readFile(join(rootSite.directory, src))).length;
      }
      expect(bytes, page).toBeLessThan(60 * kibibyte);
    }
  });

  // A page with both frameworks fetches at most 11 of these (tests/world/bundle.test.ts); the rest comes with the labs that import it.
  it('keeps the whole runtime within 12 MB as stored', async () => {
    let bytes = 0;
    for await (const entry of glob(join(rootSite.directory, 'runtime/**/*'), { withFileTypes: true })) {
      if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size;
    }
    expect(bytes).toBeGreaterThan(mebibyte);
    expect(bytes).toBeLessThanOrEqual(12 * 1000 * 1000);
  });
});
