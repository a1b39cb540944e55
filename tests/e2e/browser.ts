/** The browser of the tests. It starts hundreds of engines, most of them for one short run. */
import { findChromium } from '../../src/build/browsers/chromium.ts';

/** As a reader has it. */
export const plainBrowser = {
  executablePath: await findChromium(),
  args: ['--no-sandbox', '--disable-gpu'],
};

/**
 * Leaves WebAssembly as it was first compiled until a function has executed so many bytes. A page of a test lives for a few seconds, and
 * V8 would spend more of them on optimizing than on running. How fast a run is depends on it, what the run gives does not.
 */
export const quickBrowser = {
  ...plainBrowser,
  args: [...plainBrowser.args, '--js-flags=--wasm-tiering-budget=1000000000'],
};
