/** axe on the living lab, in the states that the pages' own sweep does not reach. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './site.ts';
import { fastapi, openLab, type LabPage } from './lab-page.ts';

async function violations(lab: LabPage): Promise<string[]> {
  // axe reads the whole page whatever it judges, and the pages' own sweep has seen the chapter's other labs.
  await lab.page.evaluate(() => {
    for (const other of document.querySelectorAll('section.lab:not(#lab-event-loop)')) other.remove();
  });
  const { violations: found } = await new AxeBuilder({ page: lab.page }).include('#lab-event-loop').analyze();
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`);
}

for (const theme of ['light', 'dark'] as const) {
  test(`a lab with an open editor, each view and a replay is clean in ${theme}`, async ({ page }) => {
    await page.addInitScript((value) => {
      localStorage.setItem('starlight-theme', value);
    }, theme);
    const lab = await openLab(page);
    await lab.write('FastAPI', fastapi('return "text", 1, None  # a comment'));
    expect(await violations(lab)).toEqual([]);
    for (const view of ['lanes', 'table', 'requests'] as const) {
      await lab.result.getByRole('tab', { name: lab.text(`lab.view.${view}`) }).click();
      expect(await violations(lab)).toEqual([]);
    }
    await lab.result.getByRole('slider', { name: lab.text('lab.moment') }).press('PageDown');
    expect(await violations(lab)).toEqual([]);
  });

  test(`a run that failed is clean in ${theme}`, async ({ page }) => {
    await page.addInitScript((value) => {
      localStorage.setItem('starlight-theme', value);
    }, theme);
    const lab = await openLab(page);
    await lab.write('FastAPI', 'def (');
    await lab.runToEnd();
    await expect(lab.result.getByRole('alert')).toBeVisible();
    expect(await violations(lab)).toEqual([]);
  });
}
