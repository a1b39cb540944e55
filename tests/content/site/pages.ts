/** Reads built pages. */
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, type DefaultTreeAdapterTypes } from 'parse5';
import type { SiteBuild } from '../../../src/build/site.ts';

/** Paths of a build's HTML files, below its directory. */
export async function pagesOf({ directory }: SiteBuild): Promise<string[]> {
  const pages: string[] = [];
  for await (const file of glob('**/*.html', { cwd: directory })) pages.push(file.replaceAll('\\', '/'));
  return pages.sort();
}

export function readPage({ directory }: SiteBuild, page: string): Promise<string> {
  return readFile(join(directory, page), 'utf8');
}

/** The attributes of every element with a tag name. */
export function elements(html: string, tagName: string): Record<string, string | undefined>[] {
  const found: Record<string, string | undefined>[] = [];
  const visit = (node: DefaultTreeAdapterTypes.ParentNode): void => {
    for (const child of node.childNodes) {
      if (!('tagName' in child)) continue;
      // An icon's own title is no page's.
      if (child.tagName === tagName && !child.namespaceURI.endsWith('svg')) {
        found.push(Object.fromEntries(child.attrs.map(({ name, value }) => [name, value])));
      }
      visit(child);
    }
  };
  visit(parse(html));
  return found;
}
