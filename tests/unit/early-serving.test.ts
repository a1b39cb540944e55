/** A site that is still made, as a browser meets it. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createEarlySite, type EarlySite } from '../../src/build/pages/early-site.ts';
import { earlyHandler, listen, type Handler } from '../../src/build/serve.ts';

const site = { base: '/docs/', directory: '.cache/no-such-site' };
let early: EarlySite;
let whole: Handler | null;
let close: () => void;
let ask: (path: string) => Promise<{ status: number; text: string; headers: Headers }>;

beforeEach(async () => {
  early = createEarlySite(site.base, () => undefined);
  whole = null;
  const server = await listen(createServer(earlyHandler(site, early, () => whole)), 0);
  const { port } = server.address() as AddressInfo;
  close = () => server.close();
  ask = async (path) => {
    const response = await fetch(`http://localhost:${String(port)}${path}`);
    return { status: response.status, text: await response.text(), headers: response.headers };
  };
});
afterEach(() => {
  close();
});

test('a page is served from the moment it is there, and nothing of it is kept before', async () => {
  const before = await ask('/docs/en/waiting/?lab=cpu');
  expect(before.status).toBe(503);
  expect(before.headers.get('Cache-Control')).toBe('no-cache');
  expect(Number(before.headers.get('Retry-After'))).toBeGreaterThan(0);
  early.add('en/waiting', { type: 'text/html; charset=utf-8', body: '<p>等待</p>' });
  const after = await ask('/docs/en/waiting/?lab=cpu');
  expect(after).toMatchObject({ status: 200, text: '<p>等待</p>' });
  expect(after.headers.get('Content-Type')).toBe('text/html; charset=utf-8');
});

test('what is published as it lies there needs no waiting, and nothing lies outside the site', async () => {
  expect((await ask('/docs/favicon.svg')).text).toContain('<svg');
  expect((await ask('/favicon.svg')).status).toBe(404);
});

test('a file that only the whole site has is answered by the whole site, under the address that was asked', async () => {
  const asked = ask('/docs/pagefind/pagefind.js');
  whole = (request, response) => response.end(`whole: ${request.url ?? ''}`);
  early.whole();
  expect((await asked).text).toBe('whole: /docs/pagefind/pagefind.js');
});

test('after a failure it is refused, and so is every page that is not there', async () => {
  const asked = ask('/docs/pagefind/pagefind.js');
  early.fail({ cause: 'The pages could not be built.', next: 'Mend them.' });
  expect((await asked).status).toBe(500);
  expect(await ask('/docs/en/')).toMatchObject({ status: 500 });
});
