import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { glossarySchema, mistakesIn, termSchema, wordOf } from '../../src/glossary/glossary.ts';

const terms = glossarySchema.parse(parse(await readFile('content/glossary.yaml', 'utf8')));
const isChinese = (text: string): boolean => /\p{Script=Han}/u.test(text);
const meaning = { en: 'What it means.', 'zh-cn': '意思。' };

describe('a term', () => {
  it('is one word for both languages, or one for each', () => {
    const shared = termSchema.parse({ id: 'asgi', term: 'ASGI', meaning });
    expect(wordOf(shared, 'en')).toBe(wordOf(shared, 'zh-cn'));
    const own = termSchema.parse({ id: 'coroutine', term: { en: 'coroutine', 'zh-cn': '协程' }, meaning });
    expect([wordOf(own, 'en'), wordOf(own, 'zh-cn')]).toEqual(['coroutine', '协程']);
    expect(termSchema.safeParse({ id: 'half', term: { en: 'half' }, meaning }).success).toBe(false);
    expect(termSchema.safeParse({ id: 'half', term: 'half', meaning: { en: 'Half.' } }).success).toBe(false);
  });

  it('may not come twice or send the reader nowhere', () => {
    const [first, second] = ['asgi', 'wsgi'].map((id) => termSchema.parse({ id, term: id, meaning, see: ['wsgi'] }));
    if (!first || !second) throw new Error('two terms were made');
    expect(mistakesIn([first, { ...second, see: [] }])).toEqual([]);
    expect(mistakesIn([first, first, second])).toEqual(['asgi stands there twice', 'wsgi sends the reader to wsgi']);
    expect(mistakesIn([first])).toEqual(['asgi sends the reader to wsgi']);
  });
});

describe('the glossary', () => {
  it('has no mistakes as a whole and is kept in the order of its ids', () => {
    expect(mistakesIn(terms)).toEqual([]);
    const ids = terms.map(({ id }) => id);
    expect(ids).toEqual([...ids].sort());
    expect(ids.length).toBeGreaterThan(40);
  });

  it('has a word of its own language for every term that is not the same in both', () => {
    const own = terms.flatMap(({ term }) => (typeof term === 'string' ? [] : [term]));
    expect(own.filter((term) => !isChinese(term['zh-cn']) || isChinese(term.en))).toEqual([]);
    expect(own.length).toBeGreaterThan(0);
  });

  it('explains every term in whole sentences of both languages', () => {
    const meanings = terms.map((term) => term.meaning);
    expect(meanings.map(({ en }) => en).filter((text) => !/^[A-Z][^\p{Script=Han}]*\.$/u.test(text))).toEqual([]);
    const chinese = meanings.map((text) => text['zh-cn']);
    expect(chinese.filter((text) => !/\p{Script=Han}.*。$/u.test(text))).toEqual([]);
    // Folded lines would leave a space between Chinese characters.
    expect(chinese.filter((text) => /\p{Script=Han} \p{Script=Han}/u.test(text))).toEqual([]);
  });
});
