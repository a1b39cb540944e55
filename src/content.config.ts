import { docsSchema, i18nSchema } from '@astrojs/starlight/schema';
import { defineCollection } from 'astro:content';
import { file, glob } from 'astro/loaders';
import { slugOf } from './chapter-slug.ts';
import { claimSchema } from './claims/claim.ts';
import { readClaims } from './claims/read-claims.ts';
import { termSchema } from './glossary/glossary.ts';
import { languageTags, locales, translate } from './i18n/i18n.ts';

/**
 * `2-waiting/en.mdx` is served at `/en/waiting/`, `session/team/en.mdx` at `/en/session/team/`: the number only orders folders, and
 * `0-opening` is the language's own root.
 */
function chapterId(entry: string): string {
  const folders = entry.split('/');
  const locale = (folders.pop() ?? '').replace(/\.mdx$/, '');
  const slug = folders.map(slugOf).join('/');
  return slug === 'opening' ? locale : `${locale}/${slug}`;
}

export const collections = {
  claims: defineCollection({
    loader: {
      name: 'claims',
      load: async (context) => {
        context.store.clear();
        const claims = await readClaims((line) => {
          context.logger.warn(line);
        });
        for (const claim of claims) {
          context.store.set({ id: claim.id, data: await context.parseData({ id: claim.id, data: claim }) });
        }
      },
    },
    schema: claimSchema,
  }),
  docs: defineCollection({
    loader: glob({
      base: './content/chapters',
      pattern: '**/{en,zh-cn}.mdx',
      generateId: ({ entry }) => chapterId(entry),
    }),
    schema: docsSchema(),
  }),
  glossary: defineCollection({ loader: file('content/glossary.yaml'), schema: termSchema }),
  // Words of Starlight's own that the book says better.
  i18n: defineCollection({
    loader: () =>
      locales.map((locale) => ({
        id: languageTags[locale],
        'sidebarNav.accessibleLabel': translate(locale, 'site.chapters'),
      })),
    schema: i18nSchema(),
  }),
};
