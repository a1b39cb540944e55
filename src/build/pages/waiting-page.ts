/** What a reader sees in place of a page that is not there yet. It asks again by itself and runs no script; after a failure it stays as it is. */
import { isLocale, languageTags, locales, translate, type Locale } from '../../i18n/i18n.ts';

/** How far the site is. */
export type Progress =
  { kind: 'runtime' } | { kind: 'runs'; done: number; total: number } | { kind: 'pages' } | Failure;

export interface Failure {
  kind: 'failed';
  /** As the terminal says them, in English. */
  cause: string;
  next: string;
}

/** Seconds. */
export const askAgainAfter = 3;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

function stageText(locale: Locale, progress: Exclude<Progress, Failure>): string {
  switch (progress.kind) {
    case 'runtime':
      return translate(locale, 'making.runtime');
    case 'runs':
      return translate(locale, 'making.runs', { done: progress.done, total: progress.total });
    case 'pages':
      return translate(locale, 'making.pages');
  }
}

function section(locale: Locale, progress: Progress, home: string | null): string {
  const open = `<section lang="${languageTags[locale]}">`;
  if (progress.kind === 'failed') {
    return `${open}<h1>${translate(locale, 'making.failed')}</h1><p>${translate(locale, 'making.failed.text')}</p></section>`;
  }
  const way = home === null ? '' : `<p><a href="${escaped(home)}">${translate(locale, 'making.home')}</a></p>`;
  return `${open}<h1>${translate(locale, 'making.title')}</h1><p>${translate(locale, 'making.text')}</p><p><b>${stageText(locale, progress)}</b></p>${way}</section>`;
}

/** `path`: of the page below the site's own, such as `en/waiting`, which also tells the language; `base`: the site's own, with a slash at both ends. */
export function waitingPage(path: string, base: string, progress: Progress): string {
  const [first = ''] = path.split('/');
  const shown: readonly Locale[] = isLocale(first) ? [first] : locales;
  const failed = progress.kind === 'failed';
  const title = shown.map((locale) => translate(locale, failed ? 'making.failed' : 'making.title')).join(' · ');
  const sections = shown.map((locale) => section(locale, progress, path === locale ? null : `${base}${locale}/`));
  const said = failed ? `<pre lang="en">${escaped(`${progress.cause}\nNext: ${progress.next}`)}</pre>` : '';
  return `<!doctype html>
<html lang="${languageTags[shown[0] ?? 'en']}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src 'self'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
${failed ? '' : `<meta http-equiv="refresh" content="${String(askAgainAfter)}">\n`}<title>${title}</title>
<link rel="icon" href="${escaped(base)}favicon.svg" type="image/svg+xml">
<style>
body { margin: 0; min-height: 100vh; display: grid; place-items: center; font: 1.0625rem/1.7 system-ui, sans-serif; }
main { width: min(100%, 46rem); box-sizing: border-box; padding: 2.5rem 1.5rem 4rem; }
h1 { margin: 0 0 0.5rem; font-size: 1.5rem; line-height: 1.3; }
p { margin: 0 0 0.75rem; }
section + section { margin-top: 2.25rem; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; }
</style>
</head>
<body><main>
${sections.join('\n')}${said}
</main></body>
</html>
`;
}
