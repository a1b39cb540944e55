/** What every lab says of itself: what is real, what real servers did, and the zip that runs it on them. */
import { readFile } from 'node:fs/promises';
import { strFromU8, unzipSync } from 'fflate';
import { LabPage, patient } from './lab-page.ts';
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
