/** Build only: what the book has to offer, for the page that says how much of it a reader has done. */
import { glob, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { getEntry } from 'astro:content';
import { parse } from 'yaml';
import { z } from 'zod';
import { bilingual } from '../../bilingual.ts';
import { slugOf } from '../../chapter-slug.ts';
import type { Locale } from '../../i18n.ts';
import { loadLab } from '../../lab/load-lab.ts';
import { programId } from '../../lab/jobs.ts';
import type { Book } from '../../learn/progress.ts';
import { nameIn } from '../../trace/name.ts';
import { labChapters } from '../claims/lab-chapters.ts';
import { addressOf } from '../site/page.ts';

/** Of an exercise, what this page tells. */
const exerciseSchema = z.object({
  chapter: z.string(),
  order: z.number(),
  title: bilingual,
  conditions: z.array(z.object({ asks: bilingual })),
});

/** Chapters to be read in turn have a number before their slug. */
export async function chapterSlugs(): Promise<string[]> {
  const folders: string[] = [];
  for await (const file of glob('content/chapters/[0-9]*-*/en.mdx')) folders.push(basename(dirname(file)));
  return folders.sort().map(slugOf);
}

async function chaptersOf(locale: Locale): Promise<Book['chapters']> {
  return Promise.all(
    (await chapterSlugs()).map(async (slug) => {
      const entry = await getEntry('docs', slug === 'opening' ? locale : `${locale}/${slug}`);
      return { slug, title: entry?.data.title ?? slug, address: addressOf(slug, locale) };
    }),
  );
}

async function labsOf(locale: Locale): Promise<Book['labs']> {
  return [...(await labChapters())].flatMap(([name, chapter]) => {
    const loaded = loadLab(join(process.cwd(), 'content/labs', name));
    if (loaded.kind === 'problems' || !loaded.page) return [];
    const { lab, page } = loaded;
    return {
      name,
      question: page.question[locale],
      address: addressOf(chapter, locale, `lab-${name}`),
      asks: page.predict !== undefined,
      sides: Object.fromEntries(lab.lab.sides.map((side) => [programId(side, name), nameIn(side.name, locale)])),
      changes: Object.fromEntries(page.changes.map((change) => [change.id, change.name[locale]])),
    };
  });
}

async function exercisesOf(locale: Locale, chapters: readonly string[]): Promise<Book['exercises']> {
  const exercises: { place: number; exercise: Book['exercises'][number] }[] = [];
  for await (const file of glob('content/exercises/*/exercise.yaml')) {
    const id = basename(dirname(file));
    const { chapter, order, title, conditions } = exerciseSchema.parse(parse(await readFile(file, 'utf8')));
    exercises.push({
      place: chapters.indexOf(chapter) * 100 + order,
      exercise: {
        id,
        title: title[locale],
        address: addressOf(chapter, locale, `exercise-${id}`),
        checks: conditions.map(({ asks }) => asks[locale]),
      },
    });
  }
  return exercises.sort((a, b) => a.place - b.place).map(({ exercise }) => exercise);
}

export async function bookIn(locale: Locale): Promise<Book> {
  const chapters = await chaptersOf(locale);
  const exercises = await exercisesOf(
    locale,
    chapters.map(({ slug }) => slug),
  );
  return { chapters, labs: await labsOf(locale), exercises };
}
