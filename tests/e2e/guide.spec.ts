/** The decision guide and the ledger as a reader uses them: by keyboard, in both languages, with what can be taken away. */
import { readFile } from 'node:fs/promises';
import { locales, translate } from '../../src/i18n/i18n.ts';
import { withoutClipboard } from './plain-http.ts';
import { expect, test } from './site.ts';

const answers = 'callers=services&io=fan-out&admin=staff&data=own&team=async&latency=tail&release=alone';

for (const locale of locales) {
  const t = (key: Parameters<typeof translate>[1], values?: Record<string, string | number>) =>
    translate(locale, key, values);

  test(`${locale}: the guide asks, advises with reasons, and keeps the answers in the address`, async ({ page }) => {
    await page.goto(`/${locale}/guide/`);
    const guide = page.locator('decision-guide');
    await expect(guide.getByRole('region', { name: t('guide.advice') })).toBeHidden();
    const groups = guide.locator('form').getByRole('group');
    const count = await groups.count();
    expect(count).toBe(7);
    // A group of radio buttons is one stop; the space bar chooses.
    await groups.first().getByRole('radio').first().focus();
    for (let index = 0; index < count; index += 1) {
      await expect(groups.nth(index).getByRole('radio').first()).toBeFocused();
      await page.keyboard.press('Space');
      await page.keyboard.press('Tab');
    }
    const advice = guide.getByRole('region', { name: t('guide.advice') });
    await expect(advice.getByRole('heading', { level: 2 })).toHaveText(t('guide.advice.both'));
    await expect(advice.getByRole('heading', { name: t('guide.for.fastapi') })).toBeVisible();
    expect(new URL(page.url()).hash).toContain('io=fan-out');
  });

  test(`${locale}: a link reopens the answers, and the record says all of them`, async ({ page }) => {
    await page.goto(`/${locale}/guide/#${answers}`);
    const advice = page.getByRole('region', { name: t('guide.advice') });
    await expect(advice.getByRole('heading', { level: 2 })).toHaveText(t('guide.advice.both'));
    const name = locale === 'en' ? t('guide.record.download') : t('guide.record.download.zh-cn');
    const [download] = await Promise.all([page.waitForEvent('download'), advice.getByRole('button', { name }).click()]);
    expect(download.suggestedFilename()).toMatch(new RegExp(`^decision-\\d{4}-\\d\\d-\\d\\d\\.${locale}\\.md$`));
    const record = await readFile(await download.path(), 'utf8');
    expect(record).toContain(t('guide.record.title', { advice: t('guide.advice.both') }));
    expect(record).toContain(`#${answers}`);
    expect(record.match(/^- .+ \*\*.+\*\*$/gm)).toHaveLength(7);
    await advice.getByRole('button', { name: t('guide.again') }).click();
    await expect(advice).toBeHidden();
    expect(new URL(page.url()).hash).toBe('');
  });

  test(`${locale}: the ledger is narrowed by verdict and chapter`, async ({ page }) => {
    await page.goto(`/${locale}/claims/`);
    const claims = page.locator('.claim');
    const all = await claims.count();
    expect(all).toBeGreaterThan(35);
    const filter = page.getByRole('form', { name: t('ledger.filter') });
    await filter.getByRole('combobox', { name: t('ledger.verdict') }).selectOption('wrong');
    const wrong = claims.filter({ visible: true });
    await expect(wrong.first()).toContainText(t('claim.kind.wrong'));
    const shown = await wrong.count();
    expect(shown).toBeLessThan(all);
    await expect(filter.locator('output')).toHaveText(t('ledger.shown', { count: shown }));
    await filter.getByRole('combobox', { name: t('ledger.verdict') }).selectOption('');
    await filter.getByRole('combobox', { name: t('ledger.chapter') }).selectOption('waiting');
    await expect(claims.filter({ visible: true })).toHaveCount(8);
  });
}

test('where the page has no clipboard, as on plain http, the link lies there to be copied by hand', async ({
  page,
}) => {
  const forbid = await withoutClipboard(page);
  await page.goto(`/en/guide/#${answers}`);
  const button = page.getByRole('button', { name: translate('en', 'guide.link'), exact: true });
  await button.click();
  await expect(page.getByText(translate('en', 'guide.link.done'))).toBeVisible();
  await forbid();
  await button.click();
  await expect(page.getByText(translate('en', 'guide.link.failed'))).toBeVisible();
  const field = page.getByRole('textbox', { name: translate('en', 'link.address') });
  await expect(field).toBeFocused();
  await expect(field).toHaveValue(page.url());
});
