/** A page as on plain http: without a clipboard. */
import type { Page } from '@playwright/test';

/** Before the page is opened. The function it returns forbids copying what is selected, too. */
export async function withoutClipboard(page: Page): Promise<() => Promise<void>> {
  await page.addInitScript(() => {
    Object.defineProperty(navigator, 'clipboard', { value: undefined });
  });
  return async () => {
    await page.evaluate(() => Object.assign(document, { execCommand: () => false }));
  };
}
