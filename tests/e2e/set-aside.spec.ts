/** Nothing that a reader typed is lost when it gives way to something else: it is set aside, told, and comes back. */
import { readFile, writeFile } from 'node:fs/promises';
import { locales, translate } from '../../src/i18n/i18n.ts';
import { expect, test } from './site.ts';
import { openLab, type LabPage } from './lab-page.ts';

const edited = 'uvicorn main:app --workers 2';

test.describe('what gives way', () => {
  test.beforeEach(() => {
    test.slow();
  });
  const note = (lab: LabPage) => lab.lab.getByRole('note').filter({ hasText: lab.text('link.opened') });
  const undo = (lab: LabPage) => lab.lab.getByRole('button', { name: lab.text('lab.undo') });
  async function again(lab: LabPage): Promise<void> {
    await lab.page.reload();
    await lab.lab.scrollIntoViewIfNeeded();
    await expect(lab.lab.locator('.lab-body')).not.toHaveAttribute('data-mode', 'prerendered');
  }
  async function follow(lab: LabPage, link: string): Promise<void> {
    await lab.page.goto('/en/glossary/');
    await lab.page.goto(link);
    await expect(note(lab)).toBeInViewport();
  }

  test('edits of code from a link stay when the same link is opened again, and it can be had as it came', async ({
    page,
  }) => {
    const lab = await openLab(page);
    await lab.command('FastAPI').fill(edited);
    const link = await lab.link();
    await follow(lab, link);
    await lab.command('Django').fill('gunicorn shop.wsgi --workers 7');
    await follow(lab, link);
    await expect(lab.command('Django')).toHaveValue('gunicorn shop.wsgi --workers 7');
    await expect(note(lab)).toContainText(lab.text('link.again'));
    await note(lab)
      .getByRole('button', { name: lab.text('link.as-it-came') })
      .click();
    await expect(lab.command('Django')).toHaveValue('uvicorn shop.asgi:application');
    await expect(lab.command('FastAPI')).toHaveValue(edited);
    await undo(lab).click();
    await expect(lab.command('Django')).toHaveValue('gunicorn shop.wsgi --workers 7');
  });

  test('edits of code from a link come back after another link was opened, also after a reload', async ({ page }) => {
    const lab = await openLab(page);
    await lab.command('FastAPI').fill(edited);
    const first = await lab.link();
    await lab.command('FastAPI').fill('uvicorn main:app --workers 3');
    const second = await lab.link();
    await follow(lab, first);
    await lab.command('Django').fill('gunicorn shop.wsgi --workers 7');
    await follow(lab, second);
    await expect(lab.command('FastAPI')).toHaveValue('uvicorn main:app --workers 3');
    await expect(lab.lab.getByText(lab.text('lab.replaced.link'))).toBeVisible();
    await again(lab);
    await undo(lab).click();
    await expect(lab.command('Django')).toHaveValue('gunicorn shop.wsgi --workers 7');
    await expect(lab.command('FastAPI')).toHaveValue(edited);
  });

  test('a reset can be undone after a reload', async ({ page }) => {
    const lab = await openLab(page);
    await lab.command('FastAPI').fill(edited);
    await lab
      .side('FastAPI')
      .getByRole('button', { name: lab.text('lab.reset') })
      .click();
    await expect(lab.command('FastAPI')).toHaveValue('uvicorn main:app');
    await expect(lab.lab.getByText(lab.text('lab.set-aside'))).toBeVisible();
    await again(lab);
    await undo(lab).click();
    await expect(lab.command('FastAPI')).toHaveValue(edited);
    await expect(undo(lab)).toHaveCount(0);
    await again(lab);
    await expect(lab.command('FastAPI')).toHaveValue(edited);
  });

  for (const locale of locales) {
    test(`everything that is cleared is listed and comes back, in ${locale}`, async ({ page }) => {
      const t = (key: Parameters<typeof translate>[1], values?: Record<string, string | number>) =>
        translate(locale, key, values);
      const lab = await openLab(page, { locale });
      await lab.command('FastAPI').fill(edited);
      await page.goto(`/${locale}/progress/`);
      const row = page.locator('[data-chapter="waiting"] [data-cell="opened"]');
      await expect(row).toHaveText(/\d/);
      await page.getByRole('button', { name: t('progress.clear.do') }).click();
      await expect(row).toHaveText(t('metric.none'));
      const backup = page.getByRole('region', { name: t('progress.aside'), exact: true });
      await expect(backup).toBeFocused();
      await expect(backup).toContainText(t('progress.aside.why.clear'));
      await page.reload();
      await backup.getByText(t('progress.aside.each')).click();
      const cleared = backup.getByRole('listitem').getByRole('listitem');
      await expect(cleared.filter({ hasText: t('progress.kind.lab', { id: 'event-loop' }) })).toBeVisible();
      await page.setViewportSize({ width: 390, height: 844 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
      await backup.getByRole('button', { name: t('progress.aside.back.all') }).click();
      await expect(row).toHaveText(/\d/);
      await expect(backup).toBeHidden();
      await page.goto(`/${locale}/waiting/`);
      await lab.lab.scrollIntoViewIfNeeded();
      await expect(lab.command('FastAPI')).toHaveValue(edited);
    });
  }
});

test('a date beyond all calendars, in a file or in the browser, keeps no button from working', async ({
  page,
}, info) => {
  await page.goto('/en/glossary/');
  const visitOf = (first: number) => ({ v: 1, saved: 1e300, data: { first, last: first, finished: first } });
  await page.evaluate(
    (text) => {
      localStorage.setItem('waitlab:chapter:data', text);
      localStorage.setItem('waitlab:aside:99999999999999999999:lab:x', '{}');
    },
    JSON.stringify(visitOf(1e300)),
  );
  await page.goto('/en/progress/');
  const t = (key: Parameters<typeof translate>[1], values?: Record<string, string | number>) =>
    translate('en', key, values);
  const backup = page.getByRole('region', { name: t('progress.aside'), exact: true });
  await expect(
    backup.getByRole('listitem').filter({ hasText: t('progress.kind.chapter', { id: 'data' }) }),
  ).toBeVisible();
  const file = info.outputPath('far.json');
  const thing = { name: 'chapter', version: 1, saved: 1e300 };
  const things = [
    { ...thing, id: 'waiting', data: visitOf(1e300).data },
    { ...thing, id: 'opening', data: visitOf(1e12).data },
  ];
  await writeFile(file, JSON.stringify({ site: 'waitlab', version: 1, exported: '', things, runs: [] }));
  await page.getByLabel(t('progress.import')).setInputFiles(file);
  await expect(page.getByText(t('progress.import.unusable', { count: 1 }))).toBeVisible();
  await page.getByRole('button', { name: t('progress.import.do'), exact: true }).click();
  await expect(page.locator('[data-chapter="opening"] [data-cell="read"]')).toHaveText(/2001/);
  await page.reload();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: t('progress.export') }).click(),
  ]);
  expect(await readFile(await download.path(), 'utf8')).toContain('"opening"');
});
