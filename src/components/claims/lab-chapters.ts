/** Build only: in which chapter a lab stands, read from the chapters themselves. */
import { glob, readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { slugOf } from '../../chapter-slug.ts';

async function read(): Promise<Map<string, string>> {
  const chapters = new Map<string, string>();
  const files: string[] = [];
  for await (const file of glob('content/chapters/*/en.mdx')) files.push(file);
  for (const file of files.sort()) {
    const slug = slugOf(basename(dirname(file)));
    for (const [, name = ''] of (await readFile(file, 'utf8')).matchAll(/<Lab\s+name="([^"]+)"/g)) {
      if (!chapters.has(name)) chapters.set(name, slug);
    }
  }
  return chapters;
}

let known: Promise<Map<string, string>> | undefined;

/** Slugs of chapters by the name of a lab; the first that shows it counts. Read once per build, for every claim asks. */
export function labChapters(): Promise<Map<string, string>> {
  return (known ??= read());
}
