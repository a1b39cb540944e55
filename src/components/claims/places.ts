/** Build only: in which chapter a lab or a claim stands, read from the chapters themselves. */
import { glob, readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';

/** Slug of the chapter in a folder of content/chapters, whose number only orders it. */
export const slugOf = (folder: string): string => folder.replace(/^\d+-/, '');

/** Slugs by the name of what the component `tag` shows there, such as `Lab` and `event-loop`. The first chapter that shows it counts. */
export async function chaptersShowing(tag: 'Lab' | 'Claim', attribute: 'name' | 'id'): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const files: string[] = [];
  for await (const file of glob('content/chapters/*/en.mdx')) files.push(file);
  for (const file of files.sort()) {
    const source = await readFile(file, 'utf8');
    for (const [, name = ''] of source.matchAll(new RegExp(`<${tag}\\s+${attribute}="([^"]+)"`, 'g'))) {
      if (!found.has(name)) found.set(name, slugOf(basename(dirname(file))));
    }
  }
  return found;
}

/** Address of a chapter, whatever path the site is served under. */
export function addressOf(slug: string, locale: string, fragment = ''): string {
  const base = import.meta.env.BASE_URL.replace(/\/?$/, '/');
  const path = slug === 'opening' ? `${locale}/` : `${locale}/${slug}/`;
  return `${base}${path}${fragment === '' ? '' : `#${fragment}`}`;
}
