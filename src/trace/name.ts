import type { Locale } from '../i18n/i18n.ts';
import type { Label } from '../contract/lab.ts';

/** What a side is called in a language. */
export function nameIn(label: Label, locale: Locale): string {
  return typeof label === 'string' ? label : label[locale];
}
