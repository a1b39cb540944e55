/** The chapters that exercises and questions belong to, by slug and in the book's order; a test holds them to content/chapters. */
import { z } from 'zod';

export const chapterSlugs = ['positioning', 'waiting', 'splitting', 'data', 'operations', 'conclusion'] as const;
export type ChapterSlug = (typeof chapterSlugs)[number];

export const idSchema = z.string().regex(/^[a-z0-9][a-z0-9-]*$/);
