/**
 * Chromium's trace of a recorded lab is Node's, byte for byte, though it compiles as it likes here and its reader lives elsewhere; and an engine
 * that was restored is the one that was booted. Firefox has the same test (tests/browsers).
 */
import { bootedAndRestored, type BothEnds } from '../browsers/engine-in-page.ts';
import { anyPage, recordedSides, reordered, sampledLabs } from '../browsers/recorded-lab.ts';
import { plainBrowser } from './browser.ts';
import { expect, test } from './site.ts';

test.use({ launchOptions: plainBrowser, timezoneId: 'Asia/Shanghai', locale: 'zh-CN' });
test.slow();

for (const name of sampledLabs) {
  test(`${name} runs as in Node, byte for byte, booted and restored`, async ({ page }) => {
    await page.goto(anyPage);
    for (const { engine, recorded } of await recordedSides(name)) {
      const ends = JSON.parse(await page.evaluate(bootedAndRestored, JSON.stringify(engine))) as BothEnds;
      expect(ends).toMatchObject({ unfit: [], differing: 0 });
      expect(ends.length).toBeGreaterThan(30_000_000);
      expect(reordered(ends.booted)).toBe(recorded);
      expect(ends.restored === ends.booted).toBe(true);
    }
  });
}
