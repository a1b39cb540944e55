/** What a lab shows before any Python has run. */
import { expect, test } from './site.ts';
import { LabPage, openLab } from './lab-page.ts';

for (const locale of ['en', 'zh-cn'] as const) {
  test.describe(`without JavaScript, in ${locale}`, () => {
    test.use({ javaScriptEnabled: false });

    test('the recorded run is there: sentence, timeline, numbers, table, code, changes', async ({ page }) => {
      await page.goto(`/${locale}/waiting/`);
      const lab = new LabPage(page, locale);
      for (const side of ['FastAPI', 'Django']) {
        await expect(lab.outcome(side)).toContainText('100');
        await expect(lab.outcome(side).getByRole('img')).toBeVisible();
        await expect(lab.finishedIn(side)).toHaveText(/\d/);
      }
      await expect(lab.side('FastAPI').getByText('from fastapi import FastAPI')).toBeVisible();
      await expect(lab.run).toBeHidden();
      await lab.lab.getByText(lab.text('lab.record.table')).click();
      await expect(lab.lab.getByRole('table').first()).toBeVisible();
      await lab.lab.locator('details.lab-recorded, .lab-recorded details').nth(1).locator('summary').click();
      await expect(lab.lab.locator('.lab-recorded details').nth(1).getByRole('img').first()).toBeVisible();
    });
  });
}

test('the recorded runs come into the page by themselves, and at once where one is opened', async ({ page }) => {
  await page.goto('/en/waiting/');
  const lab = new LabPage(page, 'en');
  // Not by the mouse, which would wake the lab.
  const table = lab.lab.locator('.lab-recorded details').first();
  await table.evaluate((element) => element.setAttribute('open', ''));
  await expect(lab.lab.locator('.lab-recorded').getByRole('table').first()).toBeVisible();
  await expect(page.locator('.lab-recorded noscript')).toHaveCount(0);
  expect(await page.locator('.lab-recorded details:not(:has(table, svg))').count()).toBe(0);
});

test('an address that names a heading below the labs leads to that heading', async ({ page }) => {
  await page.goto('/en/waiting/');
  const ids = await page.locator('.sl-markdown-content h2').evaluateAll((all) => all.map(({ id }) => id));
  for (const id of [ids.at(-1), ids.at(Math.floor(ids.length / 2))]) {
    await page.goto('about:blank');
    await page.goto(`/en/waiting/#${id ?? ''}`);
    const heading = page.locator(`[id="${id ?? ''}"]`);
    await expect(heading).toBeInViewport();
    await page.waitForLoadState('networkidle');
    await expect(heading).toBeInViewport();
    // Below the bar at the top, and not further down than a heading's own distance, unless the page ends before that.
    const isAtEnd = await page.evaluate(() => innerHeight + scrollY >= document.documentElement.scrollHeight - 1);
    const top = await heading.evaluate((element) => element.getBoundingClientRect().top);
    if (!isAtEnd) expect(top).toBeLessThan(200);
    expect(top).toBeGreaterThan(0);
  }
});

test('a change shows its recorded run at one click, and the way back too', async ({ page }) => {
  const lab = await openLab(page);
  const before = await lab.finishedIn('FastAPI').textContent();
  const changes = lab.lab.getByRole('group', { name: lab.text('lab.changes') }).getByRole('button');
  const times = new Set<string | null>();
  for (const change of await changes.all()) {
    await change.click();
    await expect(change).toHaveAttribute('aria-pressed', 'true');
    await expect(lab.result.getByText(lab.text('lab.result.recorded'), { exact: true })).toBeVisible();
    times.add(await lab.finishedIn('FastAPI').textContent());
  }
  expect(times.size).toBeGreaterThan(1);
  await changes.first().click();
  await expect(lab.finishedIn('FastAPI')).toHaveText(before ?? '');
});

test('nothing of Python and no editor is loaded before the reader wants it', async ({ page }) => {
  const requested: string[] = [];
  page.on('request', (request) => requested.push(new URL(request.url()).pathname));
  await page.goto('/en/waiting/');
  await new LabPage(page, 'en').lab.scrollIntoViewIfNeeded();
  await page.waitForLoadState('networkidle');
  expect(requested.filter((path) => /\/runtime\/|worker|Editor/.test(path))).toEqual([]);
});

test('the views and the replay work by keyboard alone', async ({ page }) => {
  const lab = await openLab(page);
  const tab = (name: 'requests' | 'lanes' | 'table') =>
    lab.result.getByRole('tab', { name: lab.text(`lab.view.${name}`) });
  await tab('requests').focus();
  await page.keyboard.press('ArrowRight');
  await expect(tab('lanes')).toBeFocused();
  await expect(tab('lanes')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('End');
  await expect(lab.result.getByRole('table').first()).toBeVisible();
  await page.keyboard.press('Home');
  await lab.result.getByRole('combobox', { name: lab.text('lab.speed') }).selectOption('0.1');
  const moment = lab.result.getByRole('slider', { name: lab.text('lab.moment') });
  await moment.focus();
  await page.keyboard.press('Home');
  await expect(lab.result.getByText('0 of 100 answered').first()).toBeVisible();
  await page.keyboard.press('Space');
  await expect(lab.result.getByRole('button', { name: lab.text('lab.pause') })).toBeVisible();
  await page.keyboard.press('Space');
  await expect(lab.result.getByRole('button', { name: lab.text('lab.play') })).toBeVisible();
  await page.keyboard.press('End');
  await expect(lab.result.getByText('100 of 100 answered').first()).toBeVisible();
});

test('a request says in words where it waited', async ({ page }) => {
  const lab = await openLab(page);
  const timeline = lab.outcome('FastAPI').getByRole('slider').first();
  await timeline.focus();
  await page.keyboard.press('End');
  await expect(timeline).toHaveAttribute('aria-valuetext', /Request 100/);
  await expect(lab.outcome('FastAPI').getByText(/Request 100/)).toBeVisible();
});

test('nothing plays by itself', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const lab = await openLab(page);
  await expect(lab.result.getByRole('button', { name: lab.text('lab.play') })).toBeVisible();
  expect(await lab.lab.evaluate((element) => element.getAnimations({ subtree: true }).length)).toBe(0);
});

for (const width of [390, 768, 1920]) {
  test(`nothing is wider than a window of ${String(width)} pixels`, async ({ page }) => {
    await page.setViewportSize({ width, height: 844 });
    const lab = await openLab(page);
    for (const view of ['lanes', 'table', 'requests'] as const) {
      await lab.result.getByRole('tab', { name: lab.text(`lab.view.${view}`) }).click();
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    }
  });
}

test('on paper the recorded run is whole, and so are those of the changes', async ({ page }) => {
  await page.goto('/en/waiting/');
  const lab = new LabPage(page, 'en');
  await page.emulateMedia({ media: 'print' });
  await expect(lab.outcome('Django').getByRole('img')).toBeVisible();
  await expect(lab.run).toBeHidden();
  const changes = lab.lab.locator('.lab-recorded').getByRole('img');
  await expect(changes.first()).toBeVisible();
  await expect(changes.last()).toBeVisible();
});

test.describe('a browser without stack switching', () => {
  test.beforeEach(async ({ page }) => {
    await page.addInitScript(() => {
      Reflect.deleteProperty(WebAssembly, 'Suspending');
    });
  });

  test('keeps the recorded runs and says what runs them live', async ({ page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const lab = await openLab(page);
    await expect(lab.run).toBeHidden();
    await expect(lab.lab.getByText(lab.text('lab.unsupported'))).toBeVisible();
    await lab.lab
      .getByRole('group', { name: lab.text('lab.changes') })
      .getByRole('button')
      .nth(1)
      .click();
    await expect(lab.finishedIn('FastAPI')).toHaveText(/\d/);
    await lab.lab.getByRole('button', { name: lab.text('lab.copy') }).click();
    await expect(lab.lab.getByText(lab.text('lab.copied'))).toBeVisible();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(page.url());
  });
});
