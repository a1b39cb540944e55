/** Where a component stands: the language of its page, and addresses that keep language and base path. */
import { isLocale, type Locale } from '../../i18n/i18n.ts';

/** The language of a page of the book. */
export function localeOf(locals: App.Locals): Locale {
  const { locale } = locals.starlightRoute;
  return isLocale(locale) ? locale : 'en';
}

/** The path that the site is served under, with a slash at its end. */
export const basePath = import.meta.env.BASE_URL.replace(/\/?$/, '/');

/** Where the site keeps what is named after its content: hosts let it be cached, and by these names a page knows that it is up to date. */
export const assets = '_astro';

/** Address of a chapter; `opening` is the language's own root. */
export function addressOf(slug: string, locale: Locale, fragment = ''): string {
  const path = slug === 'opening' ? `${locale}/` : `${locale}/${slug}/`;
  return `${basePath}${path}${fragment === '' ? '' : `#${fragment}`}`;
}
