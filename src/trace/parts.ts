/** Sentences as parts, so that a view can set numbers apart and a test can ask where each came from. */
import { languageTags, translate, type Locale, type UiKey } from '../i18n/i18n.ts';
import { formatCount, formatRate, formatRatio, formatSeconds } from './format.ts';

/**
 * A number stands at the path `from` of the run's facts by side id (facts.ts), or is that divided by what stands at `over`.
 * `code` is text that a program wrote; `name` is what the author calls a side, a load or a choice;
 * `problem` is the message of a problem.
 */
export type Part =
  | { kind: 'text' | 'code' | 'name' | 'problem'; text: string }
  | { kind: 'number'; text: string; value: number; unit: Unit; from: string[]; over?: string[] };

export type Sentence = Part[];

const formatters = { seconds: formatSeconds, count: formatCount, rate: formatRate, ratio: formatRatio };
export type Unit = keyof typeof formatters;

export function numberPart(locale: Locale, unit: Unit, value: number, from: string[]): Part {
  return { kind: 'number', text: formatters[unit](locale, value), value, unit, from };
}

/** The words of `key` with parts, or whole sentences, in place of `{name}`. */
export function compose(locale: Locale, key: UiKey, values: Record<string, Part | Sentence> = {}): Sentence {
  return translate(locale, key)
    .split(/(\{\w+\})/)
    .flatMap((piece): Sentence => {
      const value = piece.startsWith('{') ? values[piece.slice(1, -1)] : undefined;
      if (value !== undefined) return Array.isArray(value) ? value : [value];
      return piece === '' ? [] : [{ kind: 'text', text: piece }];
    });
}

/** Sentences joined by the language's own commas and its word for "and". */
export function listed(locale: Locale, items: readonly Sentence[]): Sentence {
  const list = new Intl.ListFormat(languageTags[locale], { type: 'conjunction' });
  const parts = list.formatToParts(items.map((_, index) => String(index)));
  return parts.flatMap(({ type, value }) =>
    type === 'element' ? (items[Number(value)] ?? []) : [{ kind: 'text', text: value }],
  );
}

export function plain(sentence: Sentence): string {
  return sentence.map(({ text }) => text).join('');
}
