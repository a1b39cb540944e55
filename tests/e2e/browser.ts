/** The browser of the tests. It starts hundreds of engines, most of them for one short run. */
import { findChromium } from '../../src/build/chromium.ts';
import { tieringFlag } from '../../src/lab/tiering.ts';

/** As a reader has it. */
export const plainBrowser = {
  executablePath: await findChromium(),
  args: ['--no-sandbox', '--disable-gpu'],
};

/** Compiles what it runs once and quickly, as engines in Node do: a start takes a third less of the processor. */
export const quickBrowser = { ...plainBrowser, args: [...plainBrowser.args, `--js-flags=${tieringFlag}`] };
