/** The reader's language, for every component of a lab. */
import { createContext, useContext, useMemo, type ReactNode } from 'react';
import { translate, type Locale, type UiKey } from '../../i18n/i18n.ts';
import type { Label } from '../../contract/lab.ts';
import { nameIn } from '../../trace/name.ts';

const LocaleContext = createContext<Locale>('en');

export function WordsProvider({ locale, children }: { locale: Locale; children: ReactNode }) {
  return <LocaleContext value={locale}>{children}</LocaleContext>;
}

export interface Speak {
  locale: Locale;
  /** The interface's words for a key of content/ui. */
  t: (key: UiKey, values?: Record<string, string | number>) => string;
  /** A text that a lab brings along. */
  label: (label: Label) => string;
}

export function useWords(): Speak {
  const locale = useContext(LocaleContext);
  return useMemo(
    () => ({
      locale,
      t: (key, values = {}) => translate(locale, key, values),
      label: (label) => nameIn(label, locale),
    }),
    [locale],
  );
}
