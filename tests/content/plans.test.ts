import { describe, expect, it } from 'vitest';
import { locales } from '../../src/i18n/i18n.ts';
import { subjectOf } from '../../src/learn/session/catalog.ts';
import { minutesOf, planIn, planSchema } from '../../src/learn/session/plan.ts';
import { madeFragment } from '../../src/learn/session/plan-link.ts';
import { readCatalogs } from '../../src/learn/session/read-catalog.ts';
import { checkPlan, readPlans } from '../../src/learn/session/read-plans.ts';

const catalogs = await readCatalogs((slug, locale) => `/${locale}/${slug}/`);
const plans = await readPlans();

describe('the ready plans', () => {
  it('are of half an hour, one hour and two', () => {
    expect(Object.keys(plans)).toEqual(['30', '60', '120']);
    for (const [name, plan] of Object.entries(plans)) expect(minutesOf(plan)).toBe(Number(name));
  });

  it.each(Object.entries(plans))('%s: names only what there is, and says something at every step', (name, plan) => {
    expect(() => {
      checkPlan(name, plan, catalogs.en);
    }).not.toThrow();
    for (const locale of locales) {
      for (const step of planIn(locale, plan).steps) {
        expect(subjectOf(catalogs[locale], step).kind).toBe(step.kind);
        expect(step.say).not.toBe('');
      }
    }
  });

  it.each(Object.entries(plans))('%s: is Chinese where it says so', (_, plan) => {
    const english = planIn('en', plan);
    planIn('zh-cn', plan).steps.forEach((step, index) => {
      const other = english.steps[index];
      for (const text of [step.say, ...(step.ask === '' ? [] : [step.ask])]) {
        expect(text).toMatch(/\p{Script=Han}/u);
        // Folded lines would leave a space between Chinese characters.
        expect(text).not.toMatch(/[\p{Script=Han}，。；：、（）“”] [\p{Script=Han}，。；：、（）“”]/u);
      }
      expect(step.choices).toHaveLength(other?.choices.length ?? -1);
      expect(step.ask === '').toBe(other?.ask === '');
    });
  });

  it.each(Object.entries(plans))(
    '%s: is a plan that a facilitator could have made, and fits into a link',
    async (_, plan) => {
      for (const locale of locales) {
        expect(planSchema.safeParse(planIn(locale, plan)).error).toBeUndefined();
        expect((await madeFragment(planIn(locale, plan))).length).toBeLessThan(8000);
      }
    },
  );

  it('is refused when it names what does not exist', () => {
    const plan = structuredClone(plans['30']);
    if (!plan) throw new Error('no plan');
    plan.steps.push({
      kind: 'lab',
      lab: 'no-such-lab',
      minutes: 1,
      say: { en: 'x', 'zh-cn': 'x' },
      ask: { en: '', 'zh-cn': '' },
      choices: [],
    });
    expect(() => {
      checkPlan('30', plan, catalogs.en);
    }).toThrow('no-such-lab');
  });
});

describe('what a plan can be made of', () => {
  it('is the same in both languages', () => {
    const ids = (locale: (typeof locales)[number]) => ({
      sections: catalogs[locale].chapters.map(({ slug, sections }) => [slug, sections.map(({ id }) => id)]),
      labs: catalogs[locale].labs.map(({ name, changes }) => [name, changes.map(({ id }) => id)]),
    });
    expect(ids('zh-cn')).toEqual(ids('en'));
    expect(catalogs.en.chapters.length).toBeGreaterThan(5);
    expect(catalogs.en.labs.length).toBeGreaterThan(10);
  });
});
