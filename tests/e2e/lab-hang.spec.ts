/** A program that hangs ends at once, with the real engine, and the page says who waits for what. */
import { expect, test } from './site.ts';
import { fastapi, openLab, patient } from './lab-page.ts';

const takesAndKeeps = fastapi('lock.acquire()\nreturn {}', 'import threading\nlock = threading.Lock()');

for (const [locale, base, hangs] of [
  ['en', '/', /on nothing happens any more, with 99 of 100 requests unanswered: .*threading\.Lock, main\.py:\d+/],
  ['zh-cn', '/x/', /起再没有任何进展，100 个请求中有 99 个永远等不到响应：.*threading\.Lock, main\.py:\d+/],
] as const) {
  test(`a lock that is never given back ends the run in ${locale} below ${base}`, async ({ page }) => {
    const lab = await openLab(page, { locale, base });
    await lab.write('FastAPI', takesAndKeeps);
    await page.keyboard.press('ControlOrMeta+Enter');
    await expect(lab.result.getByText(lab.text('lab.result.live'), { exact: true })).toBeVisible(patient);
    await expect(lab.outcome('FastAPI')).toContainText(hangs);
  });
}
