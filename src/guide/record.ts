/** An architecture decision record in Markdown: what was asked and answered, what was decided, and why. Pure. */
import type { Locale, UiKey } from '../i18n/i18n.ts';
import { advices, leanings, type Answers, type Decision, type Guide } from './guide.ts';

export type RecordWords = (key: UiKey, values?: Record<string, string | number>) => string;

/** `date`: of the record, as YYYY-MM-DD. `link`: reopens the answers. `t`: the words of `locale`. */
export function decisionRecord(
  guide: Guide,
  answers: Answers,
  { rule, reasons }: Extract<Decision, { kind: 'decided' }>,
  about: { locale: Locale; t: RecordWords; date: string; link: string },
): string {
  const { locale, t, date, link } = about;
  const cited = (claims: readonly string[]): string =>
    claims.length > 0 ? t('guide.record.claims', { claims: claims.join(', ') }) : '';
  const context = guide.questions.map(({ id, text, options }) => {
    const answer = options.find((option) => option.id === answers[id]);
    return `- ${text[locale]} **${answer?.text[locale] ?? '–'}**`;
  });
  const grounds = leanings.flatMap((leaning) => {
    const own = reasons.filter((reason) => reason.for === leaning);
    if (own.length === 0) return [];
    return [
      `### ${t(`guide.for.${leaning}`)}`,
      '',
      ...own.map(({ text, claims }) => `- ${text[locale]}${cited(claims)}`),
      '',
    ];
  });
  const others = advices.filter((advice) => advice !== rule.advice).map((advice) => t(`guide.advice.${advice}`));
  return [
    `# ${t('guide.record.title', { advice: t(`guide.advice.${rule.advice}`) })}`,
    '',
    `- ${t('guide.record.status')}`,
    `- ${t('guide.record.date', { date })}`,
    '',
    `## ${t('guide.record.context')}`,
    '',
    ...context,
    '',
    `## ${t('guide.record.decision')}`,
    '',
    `${rule.text[locale]}${cited(rule.claims)}`,
    '',
    t('guide.record.rule', { rule: rule.id }),
    '',
    `## ${t('guide.record.reasons')}`,
    '',
    ...grounds,
    `## ${t('guide.record.alternatives')}`,
    '',
    ...others.map((other) => `- ${other}`),
    '',
    `## ${t('guide.record.review')}`,
    '',
    t('guide.record.review.text', { link }),
    '',
  ].join('\n');
}
