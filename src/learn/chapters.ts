/** The chapters that exercises and questions belong to, by slug and in the book's order; a test holds them to content/chapters. */
export const chapterSlugs = ['positioning', 'waiting', 'splitting', 'data', 'operations', 'conclusion'] as const;
export type ChapterSlug = (typeof chapterSlugs)[number];
