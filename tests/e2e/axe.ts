/** What axe has against a page as it is. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/**
 * One line per rule that is broken, of the rules that are on by default, within `place` if there is one. `colours` asks only those that
 * look at colours: both themes have the same elements, so the second need not be asked for more.
 */
export async function violations(page: Page, look: 'all' | 'colours', place?: string): Promise<string[]> {
  // Without frames to look into, the plain way is the same and takes half the time.
  const axe = new AxeBuilder({ page }).setLegacyMode();
  if (place !== undefined) axe.include(place);
  if (look === 'colours') axe.withRules(['color-contrast', 'link-in-text-block']);
  const found = await axe.analyze();
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`);
}

/**
 * Leaves the first rows of each table, the first lines of each file, and a few of the sides of all runs: the others are made the same way,
 * and axe would take a minute for a chapter that has a row per request.
 */
export async function thinOut(page: Page): Promise<void> {
  await page.evaluate(() => {
    const rows = document.querySelectorAll('tbody tr:nth-child(n+6), :is(.code-row, .ec-line):nth-child(n+6)');
    const sides = [...document.querySelectorAll('.wl-side')].slice(6);
    for (const one of [...rows, ...sides]) one.remove();
  });
}

export async function setTheme(page: Page, theme: 'light' | 'dark'): Promise<void> {
  await page.evaluate((value) => {
    document.documentElement.dataset['theme'] = value;
  }, theme);
}
