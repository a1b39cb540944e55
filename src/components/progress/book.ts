/** Build only: what the book has to offer, for the page that says how much of it a reader has done. */
import { glob } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { getEntry } from 'astro:content';
import { slugOf } from '../../chapter-slug.ts';
import type { Locale } from '../../i18n/i18n.ts';
import { choicesOf } from '../../lab/choices.ts';
import { loadLab } from '../../lab/node/load-lab.ts';
import { programId } from '../../lab/jobs.ts';
import { loadExercises } from '../../learn/load-exercise.ts';
import type { Book } from '../../learn/progress.ts';
import { nameIn } from '../../trace/name.ts';
import { labChapters } from '../claims/lab-chapters.ts';
import { addressOf } from '../site/page.ts';

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
      choices: Object.fromEntries(choicesOf(page.predict).map(({ id, text }) => [id, text[locale]])),
    };
  });
}

function exercisesOf(locale: Locale): Book['exercises'] {
  return loadExercises().map(({ id, exercise: { title, conditions } }) => ({
    id,
    title: title[locale],
    address: addressOf(`exercises/${id}`, locale),
    checks: conditions.map(({ asks }) => asks[locale]),
  }));
}

export async function bookIn(locale: Locale): Promise<Book> {
  return { chapters: await chaptersOf(locale), labs: await labsOf(locale), exercises: exercisesOf(locale) };
}
