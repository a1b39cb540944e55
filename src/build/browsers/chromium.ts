/** The Chromium of the tests: an installed one, else Playwright's own, else Debian's. */
import { chromium } from '@playwright/test';
import { UserError } from '../log.ts';
import { findBrowser } from './find.ts';

/** Before it, WebAssembly could not be suspended. */
const oldest = 137;

/** The path of a Chromium that is recent enough, installing one where that is possible. */
export async function findChromium(): Promise<string> {
  const chosen = process.env['CHROMIUM'];
  if (chosen !== undefined) return chosen;
  const found = await findBrowser(
    {
      name: 'Chromium',
      commands: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'],
      places: [
        '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
        '/Applications/Chromium.app/Contents/MacOS/Chromium',
        'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
        'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
      ],
      oldest,
      debian: 'chromium',
    },
    [chromium.executablePath()],
  );
  if (found !== null) return found;
  throw new UserError(
    `The tests of the pages need Chromium or Chrome ${String(oldest)} or newer, and none was found or could be installed.`,
    'install one ("apt-get install chromium", or "npx playwright install chromium"), or name it: CHROMIUM=/path/to/chrome npm test',
  );
}
