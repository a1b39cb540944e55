import { glob, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { locales } from '../../src/i18n/i18n.ts';

const folders: string[] = [];
for await (const path of glob('content/chapters/**/en.mdx')) folders.push(dirname(path));

/** The components of a chapter in order, each as it is written: labs, numbers and code must not differ by language. */
function components(source: string): string[] {
  return [...source.matchAll(/<[A-Z][^>]*\/>|<ChapterLink[^>]*>/g)].map(([tag]) => tag);
}

function headings(source: string): string[] {
  return [...source.matchAll(/^(#+) /gm)].map(([, level = '']) => level);
}

describe.each(folders)('%s', (folder) => {
  const texts = locales.map((locale) => readFile(`${folder}/${locale}.mdx`, 'utf8'));

  it('has the same parts, labs, numbers and links in every language', async () => {
    const [first = '', ...others] = await Promise.all(texts);
    for (const other of others) {
      expect(headings(other)).toEqual(headings(first));
      expect(components(other).sort()).toEqual(components(first).sort());
    }
  });

  it('links to other chapters only in a way that keeps language and base path', async () => {
    for (const text of await Promise.all(texts)) {
      expect(text).not.toMatch(/\]\((?!https:\/\/|#)/);
      expect(text).not.toMatch(/href=/);
    }
  });
});
