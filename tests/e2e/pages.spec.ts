import { setTheme, thinOut, violations } from './axe.ts';
import { expect, sitePages, test } from './site.ts';

/** Pixels from side to side: of a phone, and of a projector or a large screen. */
const widths = [390, 1920];

for (const path of [...(await sitePages()), '/404.html']) {
  test(`${path} has nothing for axe in either theme, and fits every screen`, async ({ page }) => {
    // The whole course on one page is long.
    test.slow();
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.goto(path);
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    for (const width of widths) {
      await page.setViewportSize({ width, height: 844 });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(wide, `on ${String(width)} px`).toBeLessThanOrEqual(width);
    }
    await thinOut(page);
    expect(await violations(page, 'all'), 'dark').toEqual([]);
    await setTheme(page, 'light');
    expect(await violations(page, 'colours'), 'light').toEqual([]);
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
