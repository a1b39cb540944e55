import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { slugOf } from '../../src/chapter-slug.ts';
import { locales } from '../../src/i18n/i18n.ts';
import { chapterSlugs } from '../../src/learn/chapters.ts';
import { requirementIds } from '../../src/learn/judge.ts';
import { loadExercises } from '../../src/learn/load-exercise.ts';
import { readQuestions } from '../../src/learn/read-questions.ts';
import { interpolate } from '../../src/learn/interpolate.ts';
import { parseInequality } from '../../src/trace/expect.ts';

const exercises = loadExercises();
const questions = readQuestions();

/** Every bilingual text below a value. */
function textsOf(value: unknown): { en: string; 'zh-cn': string }[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('en' in value && 'zh-cn' in value) return [value as { en: string; 'zh-cn': string }];
  return Object.values(value).flatMap(textsOf);
}

const numbers = (text: string) => [...text.matchAll(/\{[^{}]+:[a-z]+\}/g)].map(([number]) => number).sort();
/** Names that Chinese engineers use as they are, code, and a plain value with its unit. */
const isWords = (text: string) =>
  /[A-Za-z]{3,}/.test(text.replace(/`[^`]*`|\{[^}]*\}|\b(FastAPI|Django|TEA|CUP)\b/g, ''));

describe('the exercises', () => {
  it('are fourteen or more, of every chapter, each with a place of its own', () => {
    expect(exercises.length).toBeGreaterThanOrEqual(14);
    expect(new Set(exercises.map(({ exercise }) => exercise.chapter))).toEqual(new Set(chapterSlugs));
    const places = exercises.map(({ exercise }) => `${exercise.chapter} ${String(exercise.order)}`);
    expect(new Set(places).size).toBe(places.length);
  });

  it('have names that no lab has: both are kept under them', () => {
    const labs = [...readdirSync('content/labs'), ...readdirSync('content/questions')];
    expect(exercises.map(({ id }) => id).filter((id) => labs.includes(id))).toEqual([]);
  });

  it('belong to chapters of the book', () => {
    const folders = readdirSync('content/chapters').map(slugOf);
    expect(chapterSlugs.filter((slug) => !folders.includes(slug))).toEqual([]);
  });
});

describe.each(exercises.map((loaded) => [loaded.id, loaded] as const))('%s', (_, { exercise, start, wrong, steps }) => {
  it('is understood: inequalities, names of conditions, numbers in texts', () => {
    const known = [...exercise.conditions.map(({ id }) => id), ...requirementIds];
    expect(new Set(known).size).toBe(known.length);
    for (const { holds } of exercise.conditions) parseInequality(holds);
    for (const { when, fails } of exercise.wrong) {
      when.forEach(parseInequality);
      expect(fails.filter((id) => !known.includes(id))).toEqual([]);
    }
    for (const text of textsOf(exercise)) for (const locale of locales) interpolate(locale, text[locale], {});
  });

  it('is never measured, and every overlay of it changes something', () => {
    expect(start.lab.world?.cpu).not.toBe('measured');
    for (const lab of [...Object.values(wrong), ...steps.map((step) => step.lab)]) {
      expect(lab.files === start.files && lab.lab === start.lab).toBe(false);
    }
  });
});

describe('the questions', () => {
  it('are two or more of every chapter, each with a name of its own', () => {
    for (const slug of chapterSlugs) {
      expect(questions.filter(({ chapter }) => chapter === slug).length, slug).toBeGreaterThanOrEqual(2);
    }
    expect(new Set(questions.map(({ id }) => id)).size).toBe(questions.length);
    expect(new Set(questions.map(({ kind }) => kind))).toEqual(new Set(['choice', 'output', 'order']));
  });
});

it('Chinese is Chinese, and holds the same numbers', () => {
  for (const text of textsOf([exercises.map(({ exercise }) => exercise), questions])) {
    if (isWords(text.en)) expect(text['zh-cn']).toMatch(/\p{Script=Han}/u);
    expect(numbers(text['zh-cn']), text.en).toEqual(numbers(text.en));
  }
});
