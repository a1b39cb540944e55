import AxeBuilder from '@axe-core/playwright';
import { expect, sitePages, test } from './site.ts';

const themes = ['light', 'dark'] as const;

for (const path of [...(await sitePages()), '/404.html']) {
  for (const theme of themes) {
    test(`axe finds nothing on ${path} in ${theme}`, async ({ page }) => {
      await page.addInitScript((value) => {
        localStorage.setItem('starlight-theme', value);
      }, theme);
      await page.goto(path);
      await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
    });
  }

  test(`${path} fits a phone of 390 px and a screen of 1920 px`, async ({ page }) => {
    for (const width of [390, 1920]) {
      await page.setViewportSize({ width, height: 844 });
      await page.goto(path);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    }
  });
}

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
