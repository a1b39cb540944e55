/** axe on the living lab, in the states that the pages' own sweep does not reach, in both themes. */
import { setTheme, violations } from './axe.ts';
import { expect, test } from './site.ts';
import { fastapi, openLab, type LabPage } from './lab-page.ts';

async function expectClean({ page }: LabPage): Promise<void> {
  // axe reads the whole page whatever it judges, and the pages' own sweep has seen the chapter's other labs.
  await page.evaluate(() => {
    for (const other of document.querySelectorAll('section.lab:not(#lab-event-loop)')) other.remove();
  });
  await setTheme(page, 'dark');
  expect(await violations(page, 'all', '#lab-event-loop'), 'dark').toEqual([]);
  await setTheme(page, 'light');
  expect(await violations(page, 'colours', '#lab-event-loop'), 'light').toEqual([]);
}

test('a lab with an open editor, each view and a replay is clean', async ({ page }) => {
  test.slow();
  const lab = await openLab(page);
  await lab.write('FastAPI', fastapi('return "text", 1, None  # a comment'));
  await expectClean(lab);
  for (const view of ['lanes', 'table', 'requests'] as const) {
    await lab.result.getByRole('tab', { name: lab.text(`lab.view.${view}`) }).click();
    await expectClean(lab);
  }
  await lab.result.getByRole('slider', { name: lab.text('lab.moment') }).press('PageDown');
  await expectClean(lab);
});

test('a run that failed is clean', async ({ page }) => {
  const lab = await openLab(page);
  await lab.write('FastAPI', 'def (');
  await lab.runToEnd();
  await expect(lab.result.getByRole('alert')).toBeVisible();
  await expectClean(lab);
});
