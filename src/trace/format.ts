/** Numbers as people read them: always with a unit, never with more digits than mean something. */
import { languageTags, translate, type Locale } from '../i18n/i18n.ts';

const formats = new Map<string, Intl.NumberFormat>();

function format(locale: Locale, value: number, options: Intl.NumberFormatOptions): string {
  const key = `${locale} ${JSON.stringify(options)}`;
  let known = formats.get(key);
  if (!known) formats.set(key, (known = new Intl.NumberFormat(languageTags[locale], options)));
  return known.format(value);
}

/** Three significant digits, but every digit of the whole part. */
function digits(locale: Locale, value: number): string {
  return Math.abs(value) >= 100
    ? format(locale, value, { maximumFractionDigits: 0 })
    : format(locale, value, { maximumSignificantDigits: 3 });
}

const units = [
  ['s', 1, 0.1],
  ['ms', 1e3, 1e-4],
  ['us', 1e6, 0],
] as const;

/** Seconds: `2.5 s`, `0.133 s`, below 0.1 s `50 ms`, below 0.1 ms `30 µs`. */
export function formatSeconds(locale: Locale, value: number): string {
  const [unit, scale] = value === 0 ? units[0] : (units.find(([, , from]) => Math.abs(value) >= from) ?? units[2]);
  return translate(locale, `metric.unit.${unit}`, { value: digits(locale, value * scale) });
}

export function formatCount(locale: Locale, value: number): string {
  return format(locale, value, { maximumFractionDigits: 0 });
}

/** Requests per second. */
export function formatRate(locale: Locale, value: number): string {
  return translate(locale, 'metric.unit.rate', { value: digits(locale, value) });
}

/** How many times as much: two significant digits, whole from ten on. */
export function formatRatio(locale: Locale, value: number): string {
  return value >= 10
    ? format(locale, value, { maximumFractionDigits: 0 })
    : format(locale, value, { maximumSignificantDigits: 2 });
}

/** A part of a whole, of which `value` is a fraction: `12%`. */
export function formatShare(locale: Locale, value: number): string {
  return format(locale, value, { style: 'percent', maximumSignificantDigits: 2 });
}
