/** The Firefox of the tests: an installed one, else Debian's. */
import { findBrowser } from './find.ts';

/** Before it, WebAssembly could not be suspended. */
export const oldestFirefox = 153;

/** The path of a Firefox that is recent enough, installing one where that is possible; null where there is none. */
export async function findFirefox(): Promise<string | null> {
  return (
    process.env['FIREFOX'] ??
    (await findBrowser({
      name: 'Firefox',
      commands: ['firefox', 'firefox-esr'],
      places: ['/Applications/Firefox.app/Contents/MacOS/firefox', 'C:\\Program Files\\Mozilla Firefox\\firefox.exe'],
      oldest: oldestFirefox,
      debian: 'firefox-esr',
    }))
  );
}
