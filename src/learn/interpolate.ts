/** Texts with numbers of a run in them: `{fastapi.p95:seconds}` holds an expression over the evidence and a unit. Pure. */
import { inEach, typeset, type Locale, type Localized } from '../i18n/i18n.ts';
import { evaluate, parseExpression } from '../trace/expect.ts';
import { formatCount, formatRate, formatRatio, formatSeconds, formatShare } from '../trace/format.ts';

const formats = {
  seconds: formatSeconds,
  count: formatCount,
  rate: formatRate,
  ratio: formatRatio,
  share: formatShare,
};

const placeholder = /\{([^{}:]+):([a-z]+)\}/g;

/** Stands where a run has no such number, such as the p95 of requests of which none was answered. */
const nothing = '–';

/** Throws a SyntaxError for an expression that is none and for an unknown unit. */
export function interpolate(locale: Locale, text: string, tree: unknown): string {
  const told = text.replace(placeholder, (_, expression: string, unit: string) => {
    if (!Object.hasOwn(formats, unit)) throw new SyntaxError(unit);
    const value = evaluate(parseExpression(expression), tree);
    return Number.isFinite(value) ? formats[unit as keyof typeof formats](locale, value) : nothing;
  });
  return typeset(locale, told);
}

export function interpolateAll(text: Localized, tree: unknown): Localized {
  return inEach((locale) => interpolate(locale, text[locale], tree));
}
