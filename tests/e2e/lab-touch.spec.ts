/** A lab costs nothing until the reader touches it, and the touch that wakes it is not lost. */
import { gzipSync } from 'node:zlib';
import { signIn } from './doubles.ts';
import { expect, test } from './site.ts';
import { LabPage, openLab, patient } from './lab-page.ts';

const kilobyte = 1000;

test('who only reads loads at most 60 kB of scripts, compressed, on every chapter with labs', async ({ page }) => {
  for (const chapter of ['', 'positioning/', 'waiting/', 'splitting/', 'data/', 'operations/', 'conclusion/']) {
    const scripts = new Map<string, Promise<Buffer>>();
    page.on('response', (response) => {
      if (response.request().resourceType() === 'script') scripts.set(response.url(), response.body());
    });
    await page.goto(`/en/${chapter}`);
    for (const lab of await page.locator('.lab').all()) await lab.scrollIntoViewIfNeeded();
    await page.waitForLoadState('networkidle');
    const html = await page.content();
    const inline = [...html.matchAll(/<script(?![^>]*src=)[^>]*>([^]*?)<\/script>/g)].map(([, text]) => text ?? '');
    let bytes = gzipSync(inline.join('')).length;
    for (const body of scripts.values()) bytes += gzipSync(await body).length;
    expect(bytes, chapter).toBeGreaterThan(0);
    expect(bytes, chapter).toBeLessThanOrEqual(60 * kilobyte);
    page.removeAllListeners('response');
  }
});

test('a pointer on its way over a lab starts no engine, one on Run does', async ({ page }) => {
  const fetched: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/runtime/')) fetched.push(request.url());
  });
  await page.goto('/en/waiting/');
  const lab = new LabPage(page, 'en');
  await lab.touch();
  await lab.side('Django').locator('.code-still').first().hover();
  await page.waitForLoadState('networkidle');
  expect(fetched).toEqual([]);
  await lab.run.hover();
  await expect.poll(() => fetched.length).toBeGreaterThan(0);
});

test("a lab's data is fetched at the first touch, and only its own", async ({ page }) => {
  const fetched: string[] = [];
  page.on('request', (request) => {
    const [, name] = /\/_astro\/lab\.([\w-]+)\./.exec(request.url()) ?? [];
    if (name !== undefined && request.url().endsWith('.json')) fetched.push(name);
  });
  await page.goto('/en/waiting/');
  await page.waitForLoadState('networkidle');
  expect(fetched).toEqual([]);
  await new LabPage(page, 'en').touch();
  expect(fetched).toEqual(['event-loop']);
});

test('the first press of Run wakes the lab and runs it', async ({ page }) => {
  await page.goto('/zh-cn/waiting/');
  const lab = new LabPage(page, 'zh-cn');
  await lab.run.dispatchEvent('click');
  await expect(lab.result.getByText(lab.text('lab.result.live'), { exact: true })).toBeVisible(patient);
});

test('by keyboard too: the first Enter on a change shows it', async ({ page }) => {
  await page.goto('/en/waiting/');
  const lab = new LabPage(page, 'en');
  const change = lab.lab
    .getByRole('group', { name: lab.text('lab.changes') })
    .getByRole('button')
    .nth(1);
  await change.press('Enter');
  await expect(change).toHaveAttribute('aria-pressed', 'true');
});

test('an edit kept from before is there as soon as the lab is seen', async ({ page }) => {
  const lab = await openLab(page);
  await lab.command('FastAPI').fill('uvicorn main:app --workers 2');
  await page.reload();
  await lab.lab.scrollIntoViewIfNeeded();
  await expect(lab.command('FastAPI')).toHaveValue('uvicorn main:app --workers 2');
});

test.describe('when the lab cannot be loaded', () => {
  test.use({ allowedComplaints: [/Failed to load resource/] });

  for (const [part, missing] of [
    ['its code', /\/_astro\/LabIsland[^/]*\.js/],
    ['its data', /\/_astro\/lab\.event-loop\.\w+\.json/],
  ] as const) {
    test(`for want of ${part}, it says so, and the next press tries again`, async ({ page }) => {
      await page.route(missing, (route) => route.fulfill({ status: 404, body: '' }));
      await page.goto('/en/waiting/');
      const lab = new LabPage(page, 'en');
      await lab.run.click();
      await expect(lab.lab.getByRole('alert')).toContainText(lab.text('lab.unloaded'), patient);
      await page.unroute(missing);
      await lab.runToEnd();
      await expect(lab.lab.getByRole('alert')).toHaveCount(0);
    });
  }

  test.describe('because something else answers', () => {
    test.use({ allowedComplaints: [/Failed to (load|fetch)|MIME type/] });

    test('it says so, and the next press tries again', async ({ page }) => {
      await page.goto('/zh-cn/waiting/');
      const lab = new LabPage(page, 'zh-cn');
      await page.route('**/*', (route) => route.fulfill(signIn));
      await lab.run.click();
      await expect(lab.lab.getByRole('alert')).toContainText(lab.text('lab.unloaded.intercepted'), patient);
      await page.unrouteAll();
      await lab.run.click();
      await expect(lab.lab.locator('.lab-body')).toHaveAttribute('data-mode', 'live');
    });
  });
});
