/** Reads what plans can be made of from the content (Node only). Anchors are made as Astro makes them, with the same library. */
import { readFileSync } from 'node:fs';
import { glob, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import GithubSlugger from 'github-slugger';
import { parse } from 'yaml';
import { z } from '../../schemas/full.ts';
import { slugOf } from '../../chapter-slug.ts';
import { locales, type Locale } from '../../i18n/i18n.ts';
import { pageSchema } from '../../contract/page.ts';
import { exerciseSchema } from '../exercise.ts';
import type { Catalog, CatalogExercise, CatalogLab, Chapter } from './catalog.ts';

const titleSchema = z.object({ title: z.string() });

interface Heading {
  anchor: string;
  title: string;
}

/** Headings of a chapter's text below its title, as a reader sees them. */
function headingsOf(source: string): Heading[] {
  const slugger = new GithubSlugger();
  const text = source.replace(/^```[\s\S]*?^```/gm, '');
  return [...text.matchAll(/^#{2,3} (.+)$/gm)].map(([, markup = '']) => {
    const title = markup.replace(/[`*]/g, '').trim();
    return { title, anchor: slugger.slug(title) };
  });
}

function titleOf(source: string): string {
  const [, head = ''] = /^---\n([\s\S]*?)\n---/.exec(source) ?? [];
  return titleSchema.parse(parse(head)).title;
}

/** A folder of content/chapters, read in both languages. Only chapters of the book are numbered. */
async function readChapter(
  folder: string,
  locale: Locale,
  addressOf: AddressOf,
): Promise<Chapter & { labs: string[] }> {
  const [english, own] = await Promise.all(['en', locale].map((one) => readFile(join(folder, `${one}.mdx`), 'utf8')));
  if (english === undefined || own === undefined) throw new Error(`${folder} lacks a language`);
  const ids = headingsOf(english).map(({ anchor }) => anchor);
  const headings = headingsOf(own);
  if (headings.length !== ids.length) throw new Error(`${folder} has other headings in ${locale} than in English`);
  const slug = slugOf(basename(folder));
  return {
    slug,
    title: titleOf(own),
    address: addressOf(slug, locale),
    sections: headings.map((heading, index) => ({ id: ids[index] ?? heading.anchor, ...heading })),
    labs: [...english.matchAll(/<Lab\s+name="([^"]+)"/g)].flatMap(([, name]) => name ?? []),
  };
}

function readLab(name: string, chapter: string, locale: Locale): CatalogLab {
  const page = pageSchema.parse(parse(readFileSync(join('content/labs', name, 'page.yaml'), 'utf8')));
  return {
    name,
    chapter,
    question: page.question[locale],
    changes: page.changes.map((change) => ({ id: change.id, name: change.name[locale] })),
  };
}

/** The exercises in the order of the book; `chapters` are its slugs. */
async function readExercises(
  locale: Locale,
  chapters: readonly string[],
  addressOf: AddressOf,
): Promise<CatalogExercise[]> {
  const files: string[] = [];
  for await (const file of glob('content/exercises/*/exercise.yaml')) files.push(file);
  const exercises = files.map((file) => ({
    id: basename(dirname(file)),
    ...exerciseSchema.parse(parse(readFileSync(file, 'utf8'))),
  }));
  exercises.sort(
    (one, other) => chapters.indexOf(one.chapter) - chapters.indexOf(other.chapter) || one.order - other.order,
  );
  return exercises.map(({ id, chapter, title, task }) => ({
    id,
    chapter,
    title: title[locale],
    task: task.map((paragraph) => paragraph[locale]),
    address: addressOf(`exercises/${id}`, locale),
  }));
}

/** Address of a chapter of this language. */
type AddressOf = (slug: string, locale: Locale) => string;

/** In the order of the book. */
export async function readCatalog(locale: Locale, addressOf: AddressOf): Promise<Catalog> {
  const folders: string[] = [];
  for await (const file of glob('content/chapters/[0-9]*/en.mdx')) folders.push(dirname(file));
  const chapters = await Promise.all(folders.sort().map((folder) => readChapter(folder, locale, addressOf)));
  const labs = new Map<string, CatalogLab>();
  for (const { slug, labs: names } of chapters) {
    for (const name of names) if (!labs.has(name)) labs.set(name, readLab(name, slug, locale));
  }
  return {
    chapters: chapters.map(({ slug, title, address, sections }) => ({ slug, title, address, sections })),
    labs: [...labs.values()],
    exercises: await readExercises(
      locale,
      chapters.map(({ slug }) => slug),
      addressOf,
    ),
  };
}

/** For every language, what a plan can be made of. */
export async function readCatalogs(addressOf: AddressOf): Promise<Record<Locale, Catalog>> {
  const all = await Promise.all(locales.map(async (locale) => [locale, await readCatalog(locale, addressOf)] as const));
  return Object.fromEntries(all) as Record<Locale, Catalog>;
}
