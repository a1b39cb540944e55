/** Firefox runs recorded labs as Node does, byte for byte, on an engine that was booted and on one that was restored. */
import type { AddressInfo, Server } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serve } from '../../src/build/serve.ts';
import { rootSite } from '../../src/build/site.ts';
import { bootedAndRestored, type BothEnds } from './engine-in-page.ts';
import { startFirefox, type FirefoxPage } from './firefox.ts';
import { anyPage, recordedSides, reordered, sampledLabs } from './recorded-lab.ts';

/** SES tries whether there is `eval` before it takes it away. The policy says no, and Firefox says so in the console. */
const isExpected = (complaint: string): boolean => complaint.includes('blocked a JavaScript eval (script-src)');

let server: Server;
let page: FirefoxPage;

beforeAll(async () => {
  const program = process.env['FIREFOX'];
  if (program === undefined) throw new Error('FIREFOX names no program: start these tests with "npm test -- browsers"');
  server = await serve([rootSite], 0);
  page = await startFirefox(program);
  const { port } = server.address() as AddressInfo;
  await page.goto(`http://localhost:${String(port)}${anyPage}`);
});

afterAll(async () => {
  await page.close();
  server.close();
});

test.each(sampledLabs)('%s runs as in Node, booted and restored', async (name) => {
  for (const { engine, recorded } of await recordedSides(name)) {
    const ends = JSON.parse(await page.call(bootedAndRestored, JSON.stringify(engine))) as BothEnds;
    expect(ends).toMatchObject({ unfit: [], differing: 0 });
    expect(ends.length).toBeGreaterThan(30_000_000);
    expect(reordered(ends.booted)).toBe(recorded);
    expect(ends.restored === ends.booted).toBe(true);
  }
  expect(page.complaints.filter((one) => !isExpected(one))).toEqual([]);
});
