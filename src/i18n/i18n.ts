/** The interface's words in both languages. The same module serves the build, the page and the terminal. */
import { closeUp } from './chinese.ts';
import { fill } from './fill.ts';
import en from '../../content/ui/en.json' with { type: 'json' };
import zhCn from '../../content/ui/zh-cn.json' with { type: 'json' };

export const locales = ['en', 'zh-cn'] as const;
export type Locale = (typeof locales)[number];

/** A text of the content in every language, as labs and chapters carry it. */
export type Localized = Record<Locale, string>;

/** What `say` says in every language. */
export function inEach(say: (locale: Locale) => string): Localized {
  return Object.fromEntries(locales.map((locale) => [locale, say(locale)])) as Localized;
}

export type UiKey = keyof typeof en;

/** BCP 47 tags, for `lang` attributes and `Intl`. */
export const languageTags: Record<Locale, string> = { en: 'en', 'zh-cn': 'zh-CN' };

const texts: Record<Locale, Record<UiKey, string>> = { en, 'zh-cn': zhCn };

export function isLocale(value: unknown): value is Locale {
  return locales.some((locale) => locale === value);
}

/** A text whose placeholders are filled, as it is set in its language. */
export const typeset = (locale: Locale, text: string): string => (locale === 'zh-cn' ? closeUp(text) : text);

/** For keys put together from data, such as `problem.${code}`, where the type cannot tell. */
export function isUiKey(key: string): key is UiKey {
  return Object.hasOwn(en, key);
}

/** The text of `key` with each `{name}` replaced by `values.name`; a placeholder without a value stays visible. */
export function translate(locale: Locale, key: UiKey, values: Record<string, string | number> = {}): string {
  return typeset(locale, fill(texts[locale][key], values));
}
