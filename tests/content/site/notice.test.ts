/** What others made: nothing of it is shipped without being named with its licence, and readers find the list. */
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isAllowed } from '../../../src/build/licences/allowed.ts';
import { rootSite, subPathSite } from '../../../src/build/site.ts';
import { elements, pagesOf, readPage } from './pages.ts';

const read = (file: string): Promise<string> => readFile(join(rootSite.directory, file), 'utf8');

/** Names of the parts by the licence that is stated for them. */
async function partsOf(file: string): Promise<[name: string, licence: string][]> {
  const [list = ''] = (await read(file)).split('Licence texts:');
  return Array.from(list.matchAll(/^- (.+?)(?: [\d.]+)?: (.+?)\.(?: |$)(?!\d)/gm), ([, name = '', licence = '']) => [
    name,
    licence,
  ]);
}

describe('the notices', () => {
  it.each(['NOTICE.txt', 'NOTICE-python.txt'])(
    '%s states a licence of our list, and its text, for every part',
    async (file) => {
      const [list = '', texts = ''] = (await read(file)).split('Licence texts:');
      const parts = await partsOf(file);
      expect(parts.length).toBe(list.match(/^- /gm)?.length);
      expect(parts.length).toBeGreaterThan(40);
      expect(parts.filter(([, licence]) => !isAllowed(licence))).toEqual([]);
      const covered = Array.from(texts.matchAll(/^-{80}\n(.+)\n-{80}$/gm), ([, names = '']) => names).join(', ');
      expect(parts.filter(([name]) => !covered.includes(name))).toEqual([]);
    },
  );

  it('name what is in the pages’ scripts, in workers, and beside the bundler', async () => {
    const names = (await partsOf('NOTICE.txt')).map(([name]) => name);
    expect(names).toEqual(expect.arrayContaining(['react', 'zod', 'zstddec', 'pagefind', '@expressive-code/core']));
    expect(names.join(' ')).not.toMatch(/nodebox/i);
  });

  it('are linked from every page that has a footer', async () => {
    for (const site of [rootSite, subPathSite]) {
      const pages = await pagesOf(site);
      for (const page of pages) {
        // Screens of a presenter have none.
        if (!/^(en|zh-cn)\//.test(page) || /\/session\/(present|notes)\//.test(page)) continue;
        const links = elements(await readPage(site, page), 'a').map(({ href }) => href);
        expect(links, page).toEqual(
          expect.arrayContaining([`${site.base}NOTICE.txt`, `${site.base}NOTICE-python.txt`]),
        );
      }
    }
  });

  it('need not name Nodebox, of which nothing is shipped', async () => {
    const theirs = await readFile('node_modules/@codesandbox/nodebox/build/index.mjs', 'utf8');
    // What its code says in texts of its own, such as the addresses and messages that it is made for.
    const texts = new Set(Array.from(theirs.matchAll(/"([^"\\\n]{10,})"/g), ([, text = '']) => text));
    const telling = [...texts].filter((text) => /nodebox|internal\/|worker\/|shell\/|\bfs\//i.test(text));
    expect(telling.length).toBeGreaterThan(5);
    for await (const file of glob('**/*.{js,mjs,html}', { cwd: rootSite.directory })) {
      const shipped = await read(file);
      expect(
        telling.filter((text) => shipped.includes(text)),
        file,
      ).toEqual([]);
    }
  });
});
