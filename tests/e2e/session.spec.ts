/** A session as its facilitator lives it: a plan, a projector, notes, a room without a network, a team's results, paper. */
import type { Locator, Page } from '@playwright/test';
import { exported } from '../../src/learn/archive.ts';
import { kinds } from '../../src/learn/kinds.ts';
import { predictionKind } from '../../src/learn/prediction.ts';
import { planIn } from '../../src/learn/session/plan.ts';
import { readPlans } from '../../src/learn/session/read-plans.ts';
import { visitKind } from '../../src/learn/visit.ts';
import { locales, translate, type Locale, type UiKey } from '../../src/i18n/i18n.ts';
import { memoryShelf } from '../fixtures/memory-store.ts';
import { violations } from './axe.ts';
import { patient } from './lab-page.ts';
import { expect, test } from './site.ts';

const plans = await readPlans();

/** The half hour: a question to the room comes first, then a lab with its question before it. */
function halfHour(locale: Locale) {
  const plan = plans['30'];
  const ready = plan && planIn(locale, plan);
  const [question, lab] = ready?.steps ?? [];
  if (!ready || !question || lab?.kind !== 'lab') throw new Error('the plan of half an hour has changed its beginning');
  return { title: ready.title, question, lab, steps: ready.steps };
}

function projector(page: Page, locale: Locale) {
  const t = (key: UiKey, values?: Record<string, string | number>) => translate(locale, key, values);
  const button = (key: UiKey): Locator => page.getByRole('button', { name: t(key), exact: true });
  return {
    t,
    button,
    heading: page.getByRole('heading', { level: 1 }),
    timer: page.getByRole('timer'),
    result: page.getByRole('group', { name: t('lab.result'), exact: true }),
    tally: page.getByRole('table'),
    field: (choice: string) => page.getByRole('spinbutton', { name: choice, exact: true }),
    /** To the lab of the half hour, from anywhere. */
    toLab: async () => {
      await page.keyboard.press('Home');
      for (let step = 0; step < 3; step += 1) await page.keyboard.press('ArrowRight');
      await expect(button('lab.run')).toBeEnabled(patient);
    },
  };
}

for (const locale of locales) {
  test.describe(locale, () => {
    test('a plan is made, travels in its link, and is shown from it', async ({ page, context }) => {
      const { t, heading } = projector(page, locale);
      await page.goto(`/${locale}/session/`);
      await page.getByRole('button', { name: `${t('session.plan.own')}: ${halfHour(locale).title}` }).click();
      const making = page.getByRole('region', { name: t('session.plan.yours') });
      await making.getByRole('textbox', { name: t('session.plan.title'), exact: true }).fill('Tea & threads 茶');
      await making.getByRole('button', { name: t('session.plan.remove', { number: 6 }) }).click();
      await making.getByRole('button', { name: t('session.plan.down', { number: 1 }) }).click();
      await expect(making.getByText(t('session.plan.total', { minutes: 25 }))).toBeVisible();
      await making.getByRole('combobox', { name: t('session.plan.kind') }).selectOption('discussion');
      await making.getByRole('button', { name: t('session.plan.add'), exact: true }).click();
      const last = making.getByRole('listitem').last();
      await last.getByText(t('session.plan.new-topic')).click();
      const minutes = last.getByRole('spinbutton', { name: t('session.plan.minutes') });
      await minutes.fill('');
      await expect(making.getByText(t('session.plan.incomplete', { place: 6 }))).toBeVisible();
      await minutes.fill('7');
      await last.getByRole('textbox', { name: t('session.ask') }).fill('Oolong?');
      const link = making.getByRole('textbox', { name: t('session.plan.link') });
      await expect(link).toBeVisible();
      await expect(making.getByText(t('session.plan.total', { minutes: 32 }))).toBeVisible();
      // What was made is in the page's own address: a reload loses nothing.
      await expect.poll(async () => page.url().split('#')[1] === (await link.inputValue()).split('#')[1]).toBe(true);
      await page.reload();
      await expect(making.getByRole('textbox', { name: t('session.plan.title'), exact: true })).toHaveValue(/茶/);

      const other = await context.newPage();
      await other.goto(await link.inputValue());
      await expect(other.getByRole('heading', { level: 1 })).toHaveText('Tea & threads 茶');
      await other.keyboard.press('End');
      await other.keyboard.press('ArrowLeft');
      await expect(other.getByRole('heading', { level: 1 })).toHaveText('Oolong?');
      await expect(heading).toBeVisible();
    });

    test('the show is led by keyboard, counts hands, hides and reveals, and starts anew', async ({ page }) => {
      const { t, heading, timer, result, tally, field, button, toLab } = projector(page, locale);
      const { title, question, lab } = halfHour(locale);
      await page.clock.install();
      await page.goto(`/${locale}/session/present/#ready=30`);
      await expect(heading).toHaveText(title);
      await expect(timer).toContainText(t('session.timer.stopped'));

      await page.keyboard.press('Space');
      await expect(heading).toHaveText(question.ask);
      await expect(timer).not.toContainText(t('session.timer.stopped'));
      await page.clock.runFor(65_000);
      await expect(timer).toContainText(t('session.timer.left', { time: '1:55' }));
      await page.clock.runFor(120_000);
      await expect(timer).toContainText(t('session.timer.over', { time: '0:05' }));

      await page.keyboard.press('PageDown');
      await expect(heading).toHaveText(lab.ask);
      await field(lab.choices[1] ?? '').fill('7');
      await page.getByRole('button', { name: t('session.tally.more', { choice: lab.choices[0] ?? '' }) }).click();
      // Keys in a field are the field's.
      await field(lab.choices[0] ?? '').press('ArrowRight');
      await expect(heading).toHaveText(lab.ask);
      await heading.focus();
      await page.keyboard.press('ArrowRight');
      await expect(button('lab.run')).toBeEnabled(patient);
      await expect(result).toBeHidden();
      await expect(tally).toBeHidden();
      await page.keyboard.press('Enter');
      await expect(result).toBeVisible();
      await expect(tally.getByRole('row', { name: lab.choices[1] ?? '' })).toContainText('7');
      await page.keyboard.press('Enter');
      await expect(result).toBeHidden();

      // A reload loses nothing.
      await page.reload();
      await expect(button('session.reveal')).toBeVisible();
      await button('session.reveal').click();
      await expect(tally.getByRole('row', { name: lab.choices[1] ?? '' })).toContainText('7');
      await button('session.reset').click();
      await expect(heading).toHaveText(title);
      await toLab();
      await expect(result).toBeHidden();
      await button('session.undo').click();
      await expect(tally.getByRole('row', { name: lab.choices[1] ?? '' })).toContainText('7');
    });

    test('a lab runs inside the show, with the change that the plan names, and keeps nothing for its chapter', async ({
      page,
    }) => {
      const { t, button, result, heading } = projector(page, locale);
      await page.goto(`/${locale}/session/present/#ready=30`);
      await expect(heading).toBeVisible();
      await page.keyboard.press('End');
      for (let step = 0; step < 3; step += 1) await page.keyboard.press('ArrowLeft');
      await expect(button('lab.run')).toBeEnabled(patient);
      const change = page.getByRole('group', { name: t('lab.changes') }).getByRole('button', { pressed: true });
      await expect(change).toHaveText(locale === 'en' ? 'async def, blocking call' : 'async def 里同步阻塞');
      await button('lab.run').click();
      await button('session.reveal').click();
      await expect(result.getByText(t('lab.result.live'), { exact: true })).toBeVisible(patient);
      expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes('event-loop')))).toEqual(
        [],
      );
    });

    test('the notes follow in a second window and lead from there', async ({ page, context }) => {
      const { t, heading, button, field } = projector(page, locale);
      const { question, lab } = halfHour(locale);
      await page.goto(`/${locale}/session/present/#ready=30`);
      await expect(heading).toBeVisible();
      await page.keyboard.press('ArrowRight');
      const [notes] = await Promise.all([context.waitForEvent('page'), button('session.notes').click()]);
      await expect(notes.getByText(question.say)).toBeVisible();
      await notes.getByRole('button', { name: t('session.next'), exact: true }).click();
      await expect(heading).toHaveText(lab.ask);
      await notes.getByRole('spinbutton', { name: lab.choices[0] ?? '', exact: true }).fill('5');
      await expect(field(lab.choices[0] ?? '')).toHaveValue('5');
      await page.close();
      await expect(notes.getByText(t('session.notes.gone'))).toBeVisible();
      await notes.reload();
      await expect(notes.getByText(t('session.notes.alone'))).toBeVisible();
    });

    test('a blocked window is said, with another way to it', async ({ page }) => {
      const { t, button } = projector(page, locale);
      await page.addInitScript(() => {
        window.open = () => null;
      });
      await page.goto(`/${locale}/session/present/#ready=60`);
      await button('session.notes').click();
      await expect(page.getByRole('alert')).toContainText(t('session.notes.blocked'));
      await expect(page.getByRole('link', { name: t('session.notes.open') })).toHaveAttribute('href', /#session=/);
    });

    test('a link that opens no plan says why, and offers others', async ({ page }) => {
      const { t } = projector(page, locale);
      for (const [fragment, key] of [
        ['plan=AAAA', 'session.link.damaged'],
        ['plan=q1YqySzJSVWyMqwFAA', 'session.link.strange'],
        ['ready=31', 'session.link.unknown'],
      ] as const) {
        await page.goto(`/${locale}/session/present/?${fragment}#${fragment}`);
        await expect(page.getByRole('alert')).toContainText(t(key, { name: '31' }));
        await expect(page.getByRole('link', { name: halfHour(locale).title })).toBeVisible();
      }
    });

    test('result files become a table, and a damaged one is named and skipped', async ({ page }) => {
      const { t } = projector(page, locale);
      const file = (name: string, guessed: string): { name: string; mimeType: string; buffer: Buffer } => {
        const { storage } = memoryShelf();
        storage.write(visitKind, 'waiting', { first: 1, last: 2, finished: 2 }, null);
        const end = { completed: 20, stoppedAt: null };
        const outcome = { sides: { fastapi: { makespan: 2, ...end }, django: { makespan: 0.1, ...end } }, held: [] };
        const guess = { kind: 'first' as const, side: guessed };
        storage.write(predictionKind, 'first-run', [{ at: 1, key: '', guess, outcome }], null);
        const text = JSON.stringify(exported(storage, kinds, [], new Date(0)));
        return { name: `${name}.json`, mimeType: 'application/json', buffer: Buffer.from(text) };
      };
      const broken = { name: 'broken.json', mimeType: 'application/json', buffer: Buffer.from('{"site": "wait') };
      await page.goto(`/${locale}/session/team/`);
      const field = page.getByLabel(t('session.team.drop'));
      await expect(field).toBeEnabled();
      await field.setInputFiles([file('seat-1', 'django'), broken, file('seat-2', 'fastapi')]);
      await expect(page.getByText(t('session.team.refused.json', { file: 'broken.json' }))).toBeVisible();
      const finished = page.getByRole('table', { name: t('session.team.finished') });
      await expect(finished.getByRole('row')).toHaveCount(3);
      await expect(finished.getByRole('cell', { name: t('session.team.done'), exact: true })).toHaveCount(2);
      await finished.getByRole('textbox').last().fill('陈');
      const wrong = page.getByRole('table', { name: t('session.team.wrong') });
      await expect(wrong.getByRole('row').last()).toContainText(t('session.team.of', { some: 1, all: 2 }));
      await expect(wrong.getByRole('row').last()).toContainText('陈');
    });

    test('everything fits a phone', async ({ page }) => {
      await page.setViewportSize({ width: 390, height: 844 });
      await page.goto(`/${locale}/session/present/#ready=30`);
      const { toLab, button, heading } = projector(page, locale);
      const width = () => page.evaluate(() => document.documentElement.scrollWidth);
      for (let step = 0; step < 3; step += 1) {
        await expect(heading).toBeVisible();
        expect(await width()).toBeLessThanOrEqual(390);
        await page.keyboard.press('ArrowRight');
      }
      await toLab();
      await button('session.reveal').click();
      expect(await width()).toBeLessThanOrEqual(390);
    });

    test('axe finds nothing in the show', async ({ page }) => {
      const { button, toLab, result, heading } = projector(page, locale);
      for (const [theme, plan] of [
        ['light', '30'],
        ['dark', '60'],
      ] as const) {
        await page.addInitScript((value) => {
          localStorage.setItem('starlight-theme', value);
        }, theme);
        await page.goto(`/${locale}/session/present/#ready=${plan}`);
        // The theme is read when a page loads, and only another fragment does not load it anew.
        await page.reload();
        await expect(heading).toBeVisible();
        const judge = async () => {
          expect(await violations(page, 'all')).toEqual([]);
        };
        await page.keyboard.press('ArrowRight');
        await judge();
        await toLab();
        await button('session.reveal').click();
        await expect(result).toBeVisible();
        await judge();
      }
    });

    test('paper gets a chapter, the course and a plan, and nothing to press', async ({ page }) => {
      const { t } = projector(page, locale);
      await page.goto(`/${locale}/session/handout/`);
      await page.getByRole('link', { name: t('session.handout.course') }).click();
      await page.emulateMedia({ media: 'print' });
      const course = page.locator('.handout');
      await expect(course.locator('.handout-chapter')).toHaveCount(7);
      await expect(course.locator('.handout-chapter').nth(1)).toHaveCSS('break-before', 'page');
      for (const role of ['button', 'textbox', 'combobox', 'slider', 'tab', 'checkbox'] as const) {
        await expect(course.getByRole(role).filter({ visible: true })).toHaveCount(0);
      }
      await expect(page.getByRole('banner').filter({ visible: true })).toHaveCount(0);
      await expect(course.locator('#lab-event-loop svg').first()).toBeVisible();

      await page.goto(`/${locale}/session/`);
      await expect(page.getByText(halfHour(locale).lab.say)).toBeVisible();
      await expect(page.getByRole('main').getByRole('button').filter({ visible: true })).toHaveCount(0);
    });
  });
}

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('the ready plans can be read, and the presenter’s page says what it needs', async ({ page }) => {
    await page.goto('/zh-cn/session/');
    const { title, lab } = halfHour('zh-cn');
    const plan = page.getByRole('listitem').filter({ has: page.getByRole('link', { name: title }) });
    await expect(plan.getByRole('button')).toHaveCount(0);
    await plan.getByText(translate('zh-cn', 'session.plan.script')).click();
    await expect(page.getByText(lab.say)).toBeVisible();
    await page.goto('/en/session/present/');
    await expect(page.getByText(translate('en', 'session.no-script'))).toBeVisible();
  });
});

for (const [locale, base, other] of [
  ['en', '/', 'zh-cn'],
  ['zh-cn', '/x/', 'en'],
] as const) {
  test.describe(`a room without a network, below ${base}`, () => {
    test.setTimeout(360_000);
    // What is not stored is a 404 there.
    test.use({ allowedComplaints: [/status of 404|ERR_INTERNET_DISCONNECTED/] });

    test(`${locale}: is made ready, shows the plan with a lab, is updated and cleared`, async ({ page, context }) => {
      const { t, heading, button, result, toLab } = projector(page, locale);
      const stored = page.getByRole('region', { name: t('session.stored') });
      const kept = () =>
        page.evaluate(async () => ({
          workers: (await navigator.serviceWorker.getRegistrations()).length,
          caches: (await caches.keys()).filter((name) => name.startsWith('waitlab-offline ')).length,
        }));
      await page.goto(`${base}${locale}/session/ready/`);
      await expect(stored).toContainText(t('session.stored.nothing'));
      expect(await kept()).toEqual({ workers: 0, caches: 0 });
      await button('session.ready.start').click();
      await expect(page.getByText(t('session.ready.verdict.good'))).toBeVisible({ timeout: 180_000 });
      await expect(stored).toContainText(t('session.stored.newest'));
      expect(await kept()).toEqual({ workers: 1, caches: 1 });

      // Nothing may come from the browser's own cache either.
      const network = await context.newCDPSession(page);
      await network.send('Network.clearBrowserCache');
      await context.setOffline(true);
      await page.goto(`${base}${locale}/session/present/#ready=30`);
      await expect(heading).toHaveText(halfHour(locale).title);
      await toLab();
      await button('lab.run').click();
      await button('session.reveal').click();
      await expect(result.getByText(t('lab.result.live'), { exact: true })).toBeVisible({ timeout: 120_000 });
      await page.goto(`${base}${locale}/waiting/`);
      await expect(heading).toBeVisible();
      const missing = await page.goto(`${base}${other}/waiting/`);
      expect(missing?.status()).toBe(404);
      await expect(page.getByRole('heading', { name: translate(other, 'site.not-found.title') })).toBeVisible();
      await page.goto(`${base}${locale}/session/ready/`);
      await expect(stored).toContainText(t('session.stored.unknown'));
      await context.setOffline(false);

      // As if the site had been built anew with the same files.
      await page.addInitScript(() => {
        const network = window.fetch.bind(window);
        window.fetch = async (input, options) => {
          const response = await network(input, options);
          if (typeof input !== 'string' || !input.endsWith('/offline.json')) return response;
          const manifest = (await response.json()) as object;
          return Response.json({ ...manifest, version: 'newer' });
        };
      });
      await page.reload();
      await expect(stored).toContainText(t('session.stored.outdated', { version: 'newer' }));
      await button('session.stored.update').click();
      await expect(page.getByText(t('session.ready.verdict.good'))).toBeVisible({ timeout: 180_000 });
      await expect(stored).toContainText('newer');
      expect(await kept()).toEqual({ workers: 1, caches: 1 });

      await button('session.stored.remove').click();
      await expect(stored).toContainText(t('session.stored.nothing'));
      expect(await kept()).toEqual({ workers: 0, caches: 0 });
    });
  });
}
