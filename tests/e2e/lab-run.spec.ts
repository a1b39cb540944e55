/** Editing and running, with the real engine. */
import { expect, test } from './site.ts';
import { fastapi, openLab, patient } from './lab-page.ts';

for (const [locale, base] of [
  ['en', '/'],
  ['zh-cn', '/x/'],
] as const) {
  test(`Run repeats the recorded result in ${locale} below ${base}`, async ({ page }) => {
    const lab = await openLab(page, { locale, base });
    const recorded = await Promise.all(
      ['FastAPI', 'Django'].map((side) =>
        lab.outcome(side).getByRole('term').or(lab.outcome(side).getByRole('definition')).allTextContents(),
      ),
    );
    await lab.runToEnd();
    const live = await Promise.all(
      ['FastAPI', 'Django'].map((side) =>
        lab.outcome(side).getByRole('term').or(lab.outcome(side).getByRole('definition')).allTextContents(),
      ),
    );
    expect(live).toEqual(recorded);
    await expect(lab.result.getByRole('status')).toContainText('FastAPI');
  });
}

test('an edit changes the result, is kept over a reload, and can be taken back', async ({ page }) => {
  const lab = await openLab(page);
  const before = await lab.finishedIn('FastAPI').textContent();
  await lab.write('FastAPI', fastapi('time.sleep(0.5)\nreturn {}'));
  await expect(lab.result.getByText(lab.text('lab.result.stale'))).toBeVisible();
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(lab.result.getByText(lab.text('lab.result.live'), { exact: true })).toBeVisible(patient);
  // 100 requests on 40 threads: three rounds of 0.5 s.
  await expect(lab.finishedIn('FastAPI')).toHaveText('1.5 s');

  await page.reload();
  await lab.lab.scrollIntoViewIfNeeded();
  await expect(lab.side('FastAPI').getByText('time.sleep(0.5)')).toBeVisible();
  await lab
    .side('FastAPI')
    .getByRole('button', { name: lab.text('lab.reset') })
    .click();
  await expect(lab.side('FastAPI').getByText('time.sleep(0.5)')).toBeHidden();
  await expect(lab.finishedIn('FastAPI')).toHaveText(before ?? '');
  await lab.lab.getByRole('button', { name: lab.text('lab.undo') }).click();
  await expect(lab.side('FastAPI').getByText('time.sleep(0.5)')).toBeVisible();
});

test('the command line is the reader’s to change', async ({ page }) => {
  const lab = await openLab(page);
  await lab.command('Django').fill('gunicorn shop.wsgi --workers 2');
  await lab.runToEnd();
  await expect(lab.outcome('Django')).toContainText('gunicorn shop.wsgi --workers 2');
  await expect(lab.outcome('Django')).toContainText('2 workers');
});

test('the load is the reader’s to change', async ({ page }) => {
  const lab = await openLab(page);
  const requests = lab.lab.getByRole('textbox', { name: lab.text('lab.load.requests') });
  await requests.fill('41');
  await lab.runToEnd();
  await expect(lab.outcome('FastAPI')).toContainText('41');
  await lab.lab.getByRole('combobox', { name: lab.text('lab.load.pattern') }).selectOption('constant');
  await lab.lab.getByRole('textbox', { name: lab.text('lab.load.rate') }).fill('9000');
  await lab.lab.getByRole('textbox', { name: lab.text('lab.load.duration') }).fill('900');
  await expect(lab.lab.getByRole('alert')).toBeVisible();
  await expect(lab.run).toBeDisabled();
});

test.describe('a second run', () => {
  test.use({ allowedComplaints: [/ERR_INTERNET_DISCONNECTED/] });

  test('starts from a spare and needs no network', async ({ page, context }) => {
    const underWay = new Set<unknown>();
    let finished = 0;
    const isRuntime = (request: { url: () => string }) => request.url().includes('/runtime/');
    page.on('request', (request) => isRuntime(request) && underWay.add(request));
    page.on('requestfinished', (request) => {
      if (underWay.delete(request) && request.url().includes('/world.')) finished += 1;
    });
    const lab = await openLab(page);
    await lab.runToEnd();
    // Two engines that ran, two spares that wait.
    await expect.poll(() => finished >= 4 && underWay.size === 0, patient).toBe(true);
    await context.setOffline(true);
    await lab.command('FastAPI').fill('uvicorn main:app --backlog 99');
    await lab.runToEnd();
    await expect(lab.outcome('FastAPI')).toContainText('--backlog 99');
  });
});

test('Stop ends an endless loop and keeps the edit', async ({ page }) => {
  const lab = await openLab(page);
  await lab.write('FastAPI', fastapi('while True:\n    pass'));
  await lab.run.click();
  await expect(lab.lab.getByRole('progressbar')).toBeVisible();
  await lab.stop.click();
  await expect(lab.lab.getByText(lab.text('lab.stopped'))).toBeVisible();
  await expect(lab.run).toBeEnabled();
  await expect(lab.side('FastAPI').getByText('while True:')).toBeVisible();
});

test('a whole visit by keyboard: edit, leave the editor, run', async ({ page }) => {
  const lab = await openLab(page);
  await lab
    .side('FastAPI')
    .getByRole('button', { name: lab.text('editor.edit') })
    .focus();
  await page.keyboard.press('Enter');
  const box = lab.side('FastAPI').locator('.cm-content');
  await expect(box).toBeFocused();
  await page.keyboard.press('ControlOrMeta+Home');
  await page.keyboard.press('Tab');
  await expect(box).toBeFocused();
  await page.keyboard.press('ControlOrMeta+Z');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await expect(lab.command('FastAPI')).toBeFocused();
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(lab.result.getByText(lab.text('lab.result.live'), { exact: true })).toBeVisible(patient);
});
