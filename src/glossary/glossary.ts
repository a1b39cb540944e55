/** The words of the book in both languages. content/glossary.yaml is a list of these. */
import { z } from '../schemas/full.ts';
import { bilingual, text } from '../i18n/bilingual.ts';
import type { Locale } from '../i18n/i18n.ts';

export const termSchema = z.strictObject({
  /** Its address on the page. */
  id: z.string().regex(/^[a-z][a-z0-9-]*$/),
  /** A plain text is a word that Chinese engineers use as it is. */
  term: z.union([text, bilingual]),
  /** One sentence, each written for its own readers. */
  meaning: bilingual,
  /** Slug of the chapter that deals with it. */
  chapter: text.optional(),
  /** Ids of terms that belong beside it. */
  see: z.array(text).default([]),
});
export type Term = z.infer<typeof termSchema>;

export const glossarySchema = z.array(termSchema);

/** The word itself in one language. */
export function wordOf({ term }: Pick<Term, 'term'>, locale: Locale): string {
  return typeof term === 'string' ? term : term[locale];
}

/** What is wrong with the list as a whole: an id twice, a reference to a term that is not there or to itself. */
export function mistakesIn(terms: readonly Term[]): string[] {
  const ids = terms.map(({ id }) => id);
  const twice = ids.filter((id, index) => ids.indexOf(id) < index).map((id) => `${id} stands there twice`);
  const lost = terms.flatMap(({ id, see }) =>
    see.filter((other) => other === id || !ids.includes(other)).map((other) => `${id} sends the reader to ${other}`),
  );
  return [...twice, ...lost];
}
