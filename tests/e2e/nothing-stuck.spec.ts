/** Whatever stands between a reader and a run: it ends, says why in the reader's language, and the same page goes on afterwards. */
import { double, flood, progress, replaceWorker, signIn, workerScript } from './doubles.ts';
import { openLab, patient, type LabPage } from './lab-page.ts';
import { expect, test } from './site.ts';

test.use({ allowedComplaints: [/status of \d+|ERR_|Failed to (fetch|load)|worker|MIME type/i] });

const command = 'uvicorn main:app --workers 2';

/** Nothing typed is lost, and Run works once the fault is gone. */
async function goesOn(lab: LabPage): Promise<void> {
  await expect(lab.command('FastAPI')).toHaveValue(command);
  await lab.run.click();
  // A result of the reader's own may be there from before, with what failed in it.
  await expect(lab.run).toBeEnabled(patient);
  await expect(lab.lab.getByRole('alert').filter({ hasText: /\S/ })).toHaveCount(0);
  await expect(lab.result.getByText(lab.text('lab.result.live'), { exact: true })).toBeVisible();
  await expect(lab.command('FastAPI')).toHaveValue(command);
}

test('a flood of messages ends the engine and not the page', async ({ page, context }) => {
  await replaceWorker(context, double(flood(progress, 12_000)));
  const lab = await openLab(page);
  await lab.command('FastAPI').fill(command);
  await lab.run.click();
  await expect(lab.result.getByRole('alert').first()).toContainText(lab.text('problem.engine-flood'), patient);
  await context.unroute(workerScript);
  await goesOn(lab);
});

test('Stop answers in the middle of messages without end', async ({ page, context }) => {
  // As many as keep within the budget, so that it is the reader who ends it.
  await replaceWorker(context, double(`setInterval(() => { ${flood(progress, 2)} }, 250);`));
  const lab = await openLab(page, { locale: 'zh-cn' });
  await lab.command('FastAPI').fill(command);
  await lab.run.click();
  await expect(lab.lab.getByRole('progressbar')).toBeVisible();
  await lab.stop.click();
  await expect(lab.lab.getByText(lab.text('lab.stopped'))).toBeVisible();
  await context.unroute(workerScript);
  await goesOn(lab);
});

test('code that speaks past its port is ended at once', async ({ page, context }) => {
  await replaceWorker(context, double('for (let count = 0; count < 12000; count += 1) postMessage(count);'));
  const lab = await openLab(page);
  await lab.run.click();
  await expect(lab.result.getByRole('alert').first()).toContainText(lab.text('problem.engine-crashed.next'), patient);
});

test('a page that was left in the middle of a start comes back stopped, and runs', async ({ page }) => {
  await page.route('**/runtime/*.pack', () => undefined);
  const lab = await openLab(page);
  await lab.command('FastAPI').fill(command);
  await lab.run.click();
  await expect(lab.lab.getByRole('progressbar')).toBeVisible();
  await page.evaluate(() => {
    dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
  });
  await expect(lab.lab.getByText(lab.text('lab.stopped.leaving'))).toBeVisible();
  await page.unrouteAll();
  await goesOn(lab);
});

test('the site is updated while a page is open: a reload is offered, and takes nothing away', async ({ page }) => {
  // The old files are gone before an engine has them, and the page names new ones.
  await page.route('**/runtime/*.{pack,mjs}', (route) => route.fulfill({ status: 404, body: '' }));
  await page.route(workerScript, (route) => route.fulfill({ status: 404, body: '' }));
  const lab = await openLab(page, { locale: 'zh-cn' });
  await lab.command('FastAPI').fill(command);
  await page.route('**/zh-cn/waiting/', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replaceAll(/LabIsland\.\w+/g, 'LabIsland.new') });
  });
  await lab.run.click();
  await expect(lab.lab.getByRole('alert')).toContainText(lab.text('problem.site-updated'), patient);
  await page.unrouteAll();
  await lab.lab.getByRole('button', { name: lab.text('lab.reload') }).click();
  await expect(lab.lab.locator('.lab-body')).toHaveAttribute('data-mode', 'prerendered');
  await lab.touch();
  await goesOn(lab);
});

for (const [what, before, after] of [
  // An engine that has its files runs without a network.
  ['everything', '**/runtime/*', '**/*'],
  ['the worker’s script', workerScript, workerScript],
] as const) {
  test(`a sign-in page comes in place of ${what}`, async ({ page }) => {
    await page.route(before, (route) => route.fulfill(signIn));
    const lab = await openLab(page);
    await lab.command('FastAPI').fill(command);
    await page.route(after, (route) => route.fulfill(signIn));
    await lab.run.click();
    await expect(lab.lab.getByRole('alert')).toContainText(lab.text('problem.network-intercepted.next'), patient);
    await page.unrouteAll();
    await goesOn(lab);
  });
}

test('the manifest is another site’s', async ({ page }) => {
  const body = '{"name":"another site"}';
  await page.route('**/runtime/manifest.json', (route) => route.fulfill({ contentType: 'application/json', body }));
  const lab = await openLab(page);
  await lab.command('FastAPI').fill(command);
  await lab.run.click();
  await expect(lab.lab.getByRole('alert')).toContainText(lab.text('problem.engine-unfit'), patient);
  await page.unrouteAll();
  await goesOn(lab);
});

test('the network goes in the middle of a start', async ({ page, context }) => {
  await page.route('**/runtime/world.*.pack', async (route) => {
    await context.setOffline(true);
    await route.abort('internetdisconnected');
  });
  const lab = await openLab(page);
  await lab.command('FastAPI').fill(command);
  await lab.run.click();
  await expect(lab.lab.getByRole('alert')).toContainText(lab.text('problem.engine-offline.next'), patient);
  await context.setOffline(false);
  await page.unrouteAll();
  await goesOn(lab);
});

test('a recorded run that does not come is told, with its reason', async ({ page }) => {
  const lab = await openLab(page);
  await page.route('**/_astro/*.json', (route) =>
    route.fulfill({ contentType: 'application/json', body: '{"sides":' }),
  );
  const [change] = await lab.lab
    .getByRole('group', { name: lab.text('lab.changes') })
    .getByRole('button')
    .all();
  await change?.locator('xpath=following-sibling::button').first().click();
  await expect(lab.lab.getByText(lab.text('lab.unrecorded.damaged'))).toBeVisible();
});
