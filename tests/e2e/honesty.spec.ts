/** What every lab says of itself: what is real, what real servers did, and the zip that runs it on them. */
import { readFile } from 'node:fs/promises';
import { strFromU8, unzipSync } from 'fflate';
import { LabPage, openLab, patient } from './lab-page.ts';
import { expect, test } from './site.ts';

for (const locale of ['en', 'zh-cn'] as const) {
  test(`a lab shows its cells and hands itself out with the reader's edits (${locale})`, async ({ page }) => {
    await page.goto(`/${locale}/waiting/`);
    const lab = new LabPage(page, locale);
    await lab.touch();
    await lab.command('FastAPI').fill('uvicorn main:app --no-access-log');
    await lab.lab.getByText(lab.text('honesty.title')).click();
    const table = lab.lab.getByRole('group', { name: lab.text('honesty.table') });
    await expect(table.getByRole('rowheader').first()).toBeVisible();

    const download = page.waitForEvent('download', patient);
    await lab.lab.getByRole('button', { name: lab.text('replay.download') }).click();
    const file = await download;
    expect(file.suggestedFilename()).toBe('waitlab-event-loop.zip');
    const files = unzipSync(new Uint8Array(await readFile(await file.path())));
    const text = (path: string): string => strFromU8(files[`waitlab-event-loop/${path}`] ?? new Uint8Array());
    const description = JSON.parse(text('lab.json')) as { jobs: { side: { command: string } }[] };
    expect(description.jobs.map(({ side }) => side.command)).toContain('uvicorn main:app --no-access-log');
    expect(text('replay.py')).toBe(await readFile('src/replay/replay.py', 'utf8'));
    expect(text('programs/fastapi/main.py')).toBe(await readFile('content/labs/event-loop/fastapi/main.py', 'utf8'));
    await expect(lab.lab.getByRole('status').filter({ hasText: 'waitlab-event-loop.zip' })).toBeVisible();
  });
}

test('code from a link is handed out after a word of warning, and says itself where it is from', async ({ page }) => {
  const own = await openLab(page);
  await own.command('FastAPI').fill('uvicorn main:app --no-access-log');
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await own.lab.getByRole('button', { name: own.text('link.copy') }).click();
  await expect(own.lab.getByText(own.text('link.copied'))).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  await page.goto('/en/glossary/');
  await page.goto(link);
  const { lab } = new LabPage(page, 'en');
  await expect(lab.getByRole('note').filter({ hasText: own.text('link.opened') })).toBeVisible();

  const downloads: string[] = [];
  page.on('download', (file) => downloads.push(file.suggestedFilename()));
  await lab.getByText(own.text('honesty.title')).click();
  const ask = lab.getByRole('button', { name: own.text('replay.download') });
  const dialog = lab.getByRole('dialog', { name: own.text('replay.stranger.link') });
  await ask.click();
  await dialog.getByRole('button', { name: own.text('replay.cancel') }).press('Enter');
  await expect(dialog).toBeHidden();
  await ask.click();
  const download = page.waitForEvent('download', patient);
  await dialog.getByRole('button', { name: own.text('replay.anyway') }).click();
  const files = unzipSync(new Uint8Array(await readFile(await (await download).path())));
  expect(downloads).toHaveLength(1);
  const description: unknown = JSON.parse(strFromU8(files['waitlab-event-loop/lab.json'] ?? new Uint8Array()));
  expect(description).toMatchObject({ origin: 'link' });
});

test('code from a file is handed out after a word of warning, until the reader keeps it as their own', async ({
  page,
}, info) => {
  const own = await openLab(page);
  await own.command('FastAPI').fill('uvicorn main:app --no-access-log');
  await page.goto('/en/progress/');
  const exported = page.waitForEvent('download', patient);
  await page.getByRole('button', { name: own.text('progress.export') }).click();
  const file = info.outputPath('progress.json');
  await (await exported).saveAs(file);
  await page.evaluate(() => {
    localStorage.clear();
  });
  await page.goto('/en/progress/');
  await page.getByLabel(own.text('progress.import')).setInputFiles(file);
  await page.getByRole('button', { name: own.text('progress.import.do'), exact: true }).click();
  await page.goto('/en/waiting/');
  const { lab } = new LabPage(page, 'en');
  await lab.scrollIntoViewIfNeeded();
  const note = lab.getByRole('note').filter({ hasText: own.text('link.imported') });
  await expect(note).toBeVisible();

  await lab.getByText(own.text('honesty.title')).click();
  const ask = lab.getByRole('button', { name: own.text('replay.download') });
  const dialog = lab.getByRole('dialog', { name: own.text('replay.stranger.import') });
  await ask.click();
  await dialog.getByRole('button', { name: own.text('replay.cancel') }).click();
  await expect(dialog).toBeHidden();
  await note.getByRole('button', { name: own.text('link.adopt') }).click();
  await expect(note).toBeHidden();
  const download = page.waitForEvent('download', patient);
  await ask.click();
  const files = unzipSync(new Uint8Array(await readFile(await (await download).path())));
  const description: unknown = JSON.parse(strFromU8(files['waitlab-event-loop/lab.json'] ?? new Uint8Array()));
  expect(description).toMatchObject({ origin: 'own' });
});
