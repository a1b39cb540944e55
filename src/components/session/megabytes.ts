import { languageTags, type Locale } from '../../i18n/i18n.ts';

/** Millions of bytes, with one decimal; the unit is said beside it. */
export const megabytes = (locale: Locale, bytes: number): string =>
  (bytes / 1e6).toLocaleString(languageTags[locale], { maximumFractionDigits: 1 });
