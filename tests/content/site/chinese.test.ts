import { parse, type DefaultTreeAdapterTypes } from 'parse5';
import { describe, expect, it } from 'vitest';
import { closeUp } from '../../../src/i18n/chinese.ts';
import { rootSite } from '../../../src/build/site.ts';
import { pagesOf, readPage } from './pages.ts';

/** What stands there for others than readers, and code, which is shown as it is. */
const notProse = new Set(['script', 'style', 'template', 'pre', 'code', 'textarea']);

/** Every text of a page, and what is read out of it. */
function textsOf(html: string): string[] {
  const texts: string[] = [];
  const visit = (node: DefaultTreeAdapterTypes.ParentNode): void => {
    for (const child of node.childNodes) {
      if ('value' in child) texts.push(child.value);
      if (!('tagName' in child) || notProse.has(child.tagName)) continue;
      for (const { name, value } of child.attrs) if (['aria-label', 'alt', 'title'].includes(name)) texts.push(value);
      visit(child);
    }
  };
  visit(parse(html));
  return texts;
}

describe('the Chinese pages', async () => {
  const pages = (await pagesOf(rootSite)).filter((page) => page.startsWith('zh-cn/'));

  it.each(pages)('%s has no space between Chinese characters', async (page) => {
    const texts = textsOf(await readPage(rootSite, page));
    expect(texts.some((text) => /[\u4e00-\u9fff]/.test(text))).toBe(true);
    expect(texts.filter((text) => closeUp(text) !== text)).toEqual([]);
  });
});
