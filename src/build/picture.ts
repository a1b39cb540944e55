/** `npm run picture`: takes the READMEs' pictures of the first lab from the built site, one per language and theme. */
import type { AddressInfo } from 'node:net';
import { chromium } from '@playwright/test';
import { locales } from '../i18n/i18n.ts';
import { findChromium } from './browsers/chromium.ts';
import { buildRuns } from './products.ts';
import { main, log } from './log.ts';
import { serve } from './serve.ts';
import { buildSite, rootSite } from './site.ts';

await main(async () => {
  await buildRuns();
  await buildSite(rootSite);
  const server = await serve([rootSite], 0);
  const { port } = server.address() as AddressInfo;
  const browser = await chromium.launch({ executablePath: await findChromium(), args: ['--no-sandbox'] });
  for (const locale of locales) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await browser.newPage({
        viewport: { width: 1440, height: 1900 },
        colorScheme,
        reducedMotion: 'reduce',
      });
      await page.goto(`http://localhost:${port}/${locale}/waiting/`);
      const lab = page.locator('#lab-event-loop');
      await lab.scrollIntoViewIfNeeded();
      await page.waitForLoadState('networkidle');
      const path = `public/lab-${locale}-${colorScheme}.png`;
      const { x = 0, y = 0, width = 0, height = 0 } = (await lab.boundingBox()) ?? {};
      // A little of the page around it, so that nothing touches the picture's edge.
      const clip = { x: x - 24, y: y - 16, width: width + 48, height: height + 32 };
      await page.screenshot({ path, clip });
      log(`wrote ${path}`);
      await page.close();
    }
  }
  await browser.close();
  server.close();
});
