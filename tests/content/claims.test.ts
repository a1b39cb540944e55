/** The claims of the article: all of them, and each in the one chapter that it belongs to. */
import { glob, readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from '../../src/schemas/full.ts';
import { claimSchema } from '../../src/claims/claim.ts';
import { slugOf } from '../../src/chapter-slug.ts';
import { locales } from '../../src/i18n/i18n.ts';

/** Ids are stable: chapters, the ledger and links from outside refer to them. */
const idsOf: Record<string, string[]> = {
  opening: ['S1', 'S2', 'S3'],
  positioning: ['P1', 'P2', 'P3', 'P4', 'P5', 'P6', 'P7'],
  splitting: ['M1', 'M2', 'M3', 'M4', 'M5', 'M6', 'M7', 'M8', 'M9'],
  data: ['D1', 'D2', 'D3', 'D4', 'D5', 'D6', 'D7'],
  operations: ['O1', 'O2', 'O3', 'O4'],
  conclusion: ['C1', 'C2', 'C3'],
  waiting: ['F1', 'F2', 'F3', 'F4', 'F5', 'F6', 'F7', 'F8'],
};

const claims = z.array(claimSchema).parse(parse(await readFile('content/claims.yaml', 'utf8')));

const folders: string[] = [];
for await (const path of glob('content/chapters/*/en.mdx')) folders.push(dirname(path));

describe('the list', () => {
  it('has every claim of the article once, in its order', () => {
    expect(claims.map(({ id }) => id)).toEqual(Object.values(idsOf).flat());
  });

  it('gives each claim its chapter', () => {
    for (const { id, chapter } of claims) expect(idsOf[chapter], id).toContain(id);
  });

  it('is written in each language as it should be', () => {
    const texts = claims.flatMap(({ statement, verdict, evidence }) => [
      ...[statement, verdict],
      ...evidence.flatMap((one) => ('document' in one ? [one.finding] : [])),
    ]);
    const chinese = texts.map((text) => text['zh-cn']);
    expect(chinese.filter((text) => !/\p{Script=Han}/u.test(text))).toEqual([]);
    expect(texts.map(({ en }) => en).filter((text) => /\p{Script=Han}/u.test(text))).toEqual([]);
    // Folded lines would leave a space between Chinese characters.
    const folded = /[\p{Script=Han}，。；：、（）“”] [\p{Script=Han}，。；：、（）“”]/u;
    expect(chinese.filter((text) => folded.test(text))).toEqual([]);
    // The card shows a text letter by letter, so markup would be seen.
    const shown = texts.flatMap((text) => locales.map((locale) => text[locale]));
    expect(shown.filter((text) => /`|\*\*|\]\(/.test(text))).toEqual([]);
  });
});

describe.each(folders)('%s', (folder) => {
  it.each(locales)('shows each of its claims once and none of another chapter (%s)', async (locale) => {
    const source = await readFile(`${folder}/${locale}.mdx`, 'utf8');
    const shown = [...source.matchAll(/<Claim id="([^"]*)" \/>/g)].map(([, id = '']) => id);
    expect(shown.sort()).toEqual([...(idsOf[slugOf(basename(folder))] ?? [])].sort());
    expect(source.split('<Claim ').length - 1, 'tags written otherwise').toBe(shown.length);
  });
});
