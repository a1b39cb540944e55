import { describe, expect, test } from 'vitest';
import { decide, mistakesIn, readAnswers, writeAnswers, type Answers, type Guide } from '../../src/guide/guide.ts';
import { readGuide } from '../../src/guide/read-guide.ts';
import { decisionRecord } from '../../src/guide/record.ts';
import { locales, translate } from '../../src/i18n/i18n.ts';

const guide = await readGuide();

/** Every way to answer all questions. */
function everyAnswer({ questions }: Guide): Answers[] {
  return questions.reduce<Answers[]>(
    (sets, { id, options }) => sets.flatMap((set) => options.map((option) => ({ ...set, [id]: option.id }))),
    [{}],
  );
}

const services: Answers = {
  callers: 'services',
  io: 'fan-out',
  admin: 'nobody',
  data: 'none',
  team: 'async',
  latency: 'tail',
  release: 'alone',
};
const decided = (answers: Answers) => {
  const decision = decide(guide, answers);
  if (decision.kind === 'open') throw new Error(`${decision.next.id} is open`);
  return decision;
};

describe('the rules', () => {
  test('advise on every set of answers, and each of them decides some', () => {
    const deciding = new Set(everyAnswer(guide).map((answers) => decided(answers).rule.id));
    expect([...deciding].sort()).toEqual(guide.rules.map(({ id }) => id).sort());
  });

  test.each([
    ['a gateway that fans out', services, 'fastapi'],
    ['the same, with staff who edit its data', { ...services, admin: 'staff' }, 'both'],
    ['pages for people', { ...services, callers: 'people', io: 'queries' }, 'django'],
    ['an image converter', { ...services, io: 'computes' }, 'either'],
    [
      'tables of its own and a team that knows Django',
      { ...services, io: 'queries', data: 'own', team: 'django' },
      'django',
    ],
  ])('%s', (_, answers, advice) => {
    expect(decided(answers).rule.advice).toBe(advice);
  });

  test('give reasons from the answers alone, whatever the advice', () => {
    for (const answers of everyAnswer(guide)) {
      const expected = guide.questions.flatMap(
        ({ id, options }) => options.find((option) => option.id === answers[id])?.reasons ?? [],
      );
      expect(decided(answers).reasons).toEqual(expected);
    }
  });

  test('wait for the first question without an answer', () => {
    expect(
      decide(guide, Object.fromEntries(Object.entries(services).filter(([question]) => question !== 'io'))),
    ).toMatchObject({ kind: 'open', next: { id: 'io' } });
    expect(decide(guide, { ...services, io: 'nothing' })).toMatchObject({ kind: 'open', next: { id: 'io' } });
  });
});

describe('a mistake in the rules', () => {
  const [rule] = guide.rules;
  if (!rule) throw new Error('no rules');
  const withRule = (changes: Partial<typeof rule>): Guide => ({
    ...guide,
    rules: [{ ...rule, id: 'new', ...changes }, ...guide.rules],
  });

  test.each([
    [{ when: { colour: ['red'] } }, 'new asks the question colour, which does not exist'],
    [{ when: { io: ['sleeps'] } }, 'new knows the answer io: sleeps, which does not exist'],
    [{ when: { admin: ['staff'] } }, 'staff is never reached: new comes first'],
  ])('%j', (changes, mistake) => {
    expect(mistakesIn(withRule(changes))).toContain(mistake);
  });

  test('no rule for what is left', () => {
    expect(mistakesIn({ ...guide, rules: guide.rules.slice(0, -1) })).toEqual(['the last rule must fit everything']);
    expect(mistakesIn(guide)).toEqual([]);
  });
});

describe('a link', () => {
  test('opens the same answers', () => {
    expect(readAnswers(guide, writeAnswers(guide, services))).toEqual(services);
  });

  test('that is old or made by hand opens what it can', () => {
    expect(readAnswers(guide, 'io=fan-out&team=&data=moon&x=<img>&__proto__=y')).toEqual({ io: 'fan-out' });
  });
});

test.each(locales)('the record in %s holds every answer, the rule, its reasons and the way back', (locale) => {
  const decision = decided(services);
  const link = 'https://example.org/guide/#io=fan-out';
  const record = decisionRecord(guide, services, decision, {
    locale,
    t: (key, values) => translate(locale, key, values),
    date: '2026-11-24',
    link,
  });
  for (const { text, options, id } of guide.questions) {
    expect(record).toContain(
      `${text[locale]} **${options.find((option) => option.id === services[id])?.text[locale] ?? ''}**`,
    );
  }
  for (const { text } of [decision.rule, ...decision.reasons]) expect(record).toContain(text[locale]);
  expect(record).toContain(decision.rule.id);
  expect(record).toContain(link);
  expect(record).toContain('2026-11-24');
  expect(record).not.toMatch(/\{\w+\}|undefined/);
});
