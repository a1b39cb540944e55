/** How the page of progress says things in one language. */
import { isUiKey, languageTags, translate, type Locale, type UiKey } from '../../i18n/i18n.ts';
import { isMoment } from '../../learn/moment.ts';
import { choiceDifference, differenceOf, firstDifference, type Prediction } from '../../learn/prediction.ts';
import type { Progress } from '../../learn/progress.ts';
import { spelled } from '../../sandbox/unseen.ts';
import { plain } from '../../trace/parts.ts';

export interface ProgressWords {
  locale: Locale;
  t: (key: UiKey, values?: Record<string, string | number>) => string;
  /** Both from milliseconds since 1970; a dash for what no calendar shows. */
  day: (at: number) => string;
  moment: (at: number) => string;
}

export function wordsIn(locale: Locale): ProgressWords {
  const tag = languageTags[locale];
  const day = new Intl.DateTimeFormat(tag, { dateStyle: 'medium' });
  const moment = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'short' });
  const none = translate(locale, 'metric.none');
  return {
    locale,
    t: (key, values) => translate(locale, key, values),
    day: (at) => (isMoment(at) ? day.format(at) : none),
    moment: (at) => (isMoment(at) ? moment.format(at) : none),
  };
}

/** What a kept thing is called: its sort, and whose it is. */
export function thingName({ t }: ProgressWords, name: string, id: string): string {
  const key = `progress.kind.${name}`;
  const short = spelled(id.length > 60 ? `${id.slice(0, 60)}…` : id);
  return isUiKey(key) ? t(key, { id: short }) : `${name} ${short}`;
}

/** The newest guess at a lab against what came of it; null when there is none. */
export function guessText(
  { t, locale }: ProgressWords,
  { sides, choices, predictions }: Progress['labs'][number],
): string | null {
  const last: Prediction | undefined = predictions.at(-1);
  if (!last) return null;
  const { guess, outcome } = last;
  if (outcome === null) return t('progress.guess.open');
  const nameOf = (side: string): string => sides[side] ?? side;
  if (guess.kind === 'first') return plain(firstDifference(locale, guess.side, outcome, nameOf));
  if (guess.kind === 'choice') {
    return plain(choiceDifference(locale, guess.choice, outcome, (id) => choices[id] ?? id));
  }
  if (guess.kind === 'skipped') return null;
  const said = Object.entries(guess.seconds).flatMap(([side, seconds]) => {
    const sentence = differenceOf(locale, side, seconds, outcome);
    return sentence ? [t('progress.guess.side', { side: nameOf(side), text: plain(sentence) })] : [];
  });
  return said.join(locale === 'en' ? ' ' : '');
}
