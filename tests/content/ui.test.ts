import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import en from '../../content/ui/en.json' with { type: 'json' };
import zhCn from '../../content/ui/zh-cn.json' with { type: 'json' };
import { translate } from '../../src/i18n/i18n.ts';

const keys = Object.keys(en) as (keyof typeof en)[];
const placeholders = (text: string): string =>
  [...text.matchAll(/\{\w+\}/g)]
    .map(([placeholder]) => placeholder)
    .sort()
    .join(' ');

/** Tests whether the sources ask for a key: by its name, by a prefix such as `refusal.`, or by a pattern like `problem.${code}`. */
async function demand(): Promise<(key: string) => boolean> {
  const names = new Set<string>();
  const patterns: RegExp[] = [];
  // Not by `glob`: knip takes such a pattern for a list of files that are used, and would find no unused one.
  const files = await readdir('src', { recursive: true });
  for (const file of files.filter((name) => /\.(?:tsx?|astro)$/.test(name))) {
    const source = await readFile(join('src', file), 'utf8');
    for (const [, , text = ''] of source.matchAll(/(['"])([a-z][\w.-]*)\1/g)) {
      if (text.endsWith('.')) patterns.push(new RegExp(`^${text.replaceAll('.', '\\.')}`));
      else names.add(text);
    }
    for (const [, text = ''] of source.matchAll(/`([a-z][\w-]*\.[^`\s]*\$\{[^`\s]*)`/g)) {
      const literal = text.split(/\$\{[^}]*\}/).map((part) => part.replaceAll('.', '\\.'));
      patterns.push(new RegExp(`^${literal.join('[\\w.-]+')}$`));
    }
  }
  const wanted = (key: string): boolean => names.has(key) || patterns.some((pattern) => pattern.test(key));
  // The singular of a key that is asked for by its plural.
  return (key) => wanted(key) || (key.endsWith('.one') && wanted(key.slice(0, -'.one'.length)));
}

describe('the words of the interface', () => {
  it('has the same keys in both languages, in the same order', () => {
    expect(Object.keys(zhCn)).toEqual(Object.keys(en));
  });

  it('says something under every key', () => {
    expect(keys.filter((key) => en[key].trim() === '' || zhCn[key].trim() === '')).toEqual([]);
  });

  it('has the same placeholders in both languages', () => {
    expect(keys.filter((key) => placeholders(zhCn[key]) !== placeholders(en[key]))).toEqual([]);
  });

  it('is in Chinese where it claims to be, but for names and marks', () => {
    // Names and terms that Chinese engineers use as they are read the same in both languages.
    const hasWords = (text: string): boolean => /[A-Za-z]/.test(text.replace(/\{\w+\}/g, ''));
    const foreign = Object.entries(zhCn).filter(([, text]) => hasWords(text) && !/\p{Script=Han}/u.test(text));
    expect(foreign).toEqual(foreign.map(([key]) => [key, en[key as keyof typeof en]]));
  });

  it('contains nothing that no source asks for', async () => {
    const wanted = await demand();
    const unused = Object.keys(en).filter((key) => !wanted(key));
    expect(unused).toEqual([]);
  });

  it('fills in values, and leaves a placeholder without one to be seen', () => {
    expect(translate('en', 'metric.unit.s', { value: '0.1' })).toMatch(/^0\.1\ss$/);
    expect(translate('zh-cn', 'metric.unit.s')).toContain('{value}');
  });
});
