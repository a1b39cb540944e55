/** What a stranger's code in a lab must not be able to do. */
import { escapes, walk } from '../attacks/attacks.ts';
import type { Page } from '@playwright/test';
import { expect, test } from './site.ts';
import { openLab } from './lab-page.ts';

async function printedBy(page: Page, program: string): Promise<string> {
  const lab = await openLab(page);
  await lab.write('FastAPI', program);
  await lab.runToEnd();
  // Its run is still judged by the trace.
  await expect(lab.outcome('FastAPI')).toContainText('100');
  const output = lab.side('FastAPI').locator('.lab-output');
  await output.locator('summary').click();
  return (await output.locator('pre').allTextContents()).join('\n');
}

test('of all objects that lab code can reach, none leads out of the interpreter', async ({ page }) => {
  const { objects, ...found } = walk.read(await printedBy(page, walk.program));
  console.log(`walked ${String(objects)} objects in Chromium`);
  expect(found).toEqual({ waysOut: '[]', modules: '[]' });
  expect(objects).toBeGreaterThan(100_000);
});

test('every known road out is refused', async ({ page, context }) => {
  const requested: string[] = [];
  context.on('request', (request) => requested.push(request.url()));
  const { tried, refused, reached } = escapes.read(await printedBy(page, escapes.program));
  console.log(`tried ${String(tried)} roads in Chromium`);
  expect(reached).toEqual([]);
  expect(refused).toHaveLength(tried);
  expect(requested.filter((url) => /127\.0\.0\.2|192\.0\.2\.1/.test(url))).toEqual([]);
});
