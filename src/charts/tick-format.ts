import { precisionFixed } from 'd3-format';
import { languageTags, translate, type Locale } from '../i18n/i18n.ts';

const units = [
  ['s', 1, 0.02],
  ['ms', 1e3, 2e-5],
  ['us', 1e6, 0],
] as const;

/** A second on an axis: every tick in the same unit, with the decimals that the step between them needs. 0 has no decimals. */
export function formatTick(locale: Locale, second: number, step: number, last: number): string {
  const [unit, scale] = units.find(([, , from]) => last >= from) ?? units[2];
  const digits = second === 0 ? 0 : precisionFixed(step * scale);
  const value = new Intl.NumberFormat(languageTags[locale], {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(second * scale);
  return translate(locale, `metric.unit.${unit}`, { value });
}
