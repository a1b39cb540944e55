import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, sitePages, test } from './site.ts';

/** What axe has against the page as it is: all the rules that are on by default, or those of them that look at colours. */
async function violations(page: Page, look: 'all' | 'colours'): Promise<string[]> {
  const axe = new AxeBuilder({ page });
  if (look === 'colours') axe.withRules(['color-contrast', 'link-in-text-block']);
  const found = await axe.analyze();
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

const theme = (page: Page, name: 'light' | 'dark') =>
  page.evaluate((value) => {
    document.documentElement.dataset['theme'] = value;
  }, name);

/** Pixels from side to side: of a phone, and of a projector or a large screen. */
const widths = [390, 1920];

for (const path of [...(await sitePages()), '/404.html']) {
  test(`${path} has nothing for axe in either theme, and fits every screen`, async ({ page }) => {
    // The whole course on one page is long.
    test.slow();
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.goto(path);
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    expect(await violations(page, 'all'), 'dark').toEqual([]);
    // Both themes have the same elements; only their colours differ.
    await theme(page, 'light');
    expect(await violations(page, 'colours'), 'light').toEqual([]);
    for (const width of widths) {
      await page.setViewportSize({ width, height: 844 });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(wide, `on ${String(width)} px`).toBeLessThanOrEqual(width);
    }
  });
}

test('a theme that was chosen stays', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.addInitScript(() => {
    localStorage.setItem('starlight-theme', 'light');
  });
  for (const path of ['/en/waiting/', '/zh-cn/session/present/']) {
    await page.goto(path);
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  }
});

for (const [name, options] of [
  ['with reduced motion', { reducedMotion: 'reduce' }],
  ['with forced colours', { forcedColors: 'active' }],
] as const) {
  test(`a chapter opens ${name}`, async ({ page }) => {
    await page.emulateMedia(options);
    await page.goto('/en/waiting/');
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  });
}
