/**
 * `npm run bench:pages`: Lighthouse on the opening, the list of exercises and the longest chapter in both languages, as on a phone and on a
 * desktop, and how long the pages take to build. Prints medians of three, and what the score of performance is made of; goals are 100 in
 * every category, and never a failure. Whatever else the machine does lengthens the tasks of a page, and costs it points.
 */
import { stat } from 'node:fs/promises';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium } from '@playwright/test';
import lighthouse, { desktopConfig, type Config } from 'lighthouse';
import { findChromium } from '../../src/build/browsers/chromium.ts';
import { buildRuns } from '../../src/build/products.ts';
import { main, log } from '../../src/build/log.ts';
import { serve } from '../../src/build/serve.ts';
import { buildSite, rootSite } from '../../src/build/site.ts';
import { spreadOf } from '../../src/measurements/measurement.ts';
import { pagesOf } from '../content/site/pages.ts';

const categories = ['performance', 'accessibility', 'best-practices', 'seo'] as const;
/** Milliseconds but for the last, which is a share of the window. */
const measures = [
  'first-contentful-paint',
  'largest-contentful-paint',
  'total-blocking-time',
  'cumulative-layout-shift',
] as const;
const rounds = 3;

async function measuredPages(): Promise<string[]> {
  const pages = await pagesOf(rootSite);
  const longest = async (locale: string): Promise<string> => {
    const own = pages.filter((page) => page.startsWith(`${locale}/`));
    const sized = await Promise.all(
      own.map(async (page) => ({ page, bytes: (await stat(join(rootSite.directory, page))).size })),
    );
    const [first] = sized.sort((a, b) => b.bytes - a.bytes);
    if (!first) throw new Error(`no page in ${locale}`);
    return first.page.replace(/index\.html$/, '');
  };
  return ['en/', 'en/exercises/', await longest('en'), await longest('zh-cn')];
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

/** The site as hosts send it, compressed; `npm start` need not do that. */
async function compressing(site: Server): Promise<Server> {
  const server = createHttpServer((request, response) => {
    const send = async (): Promise<void> => {
      const answer = await fetch(`http://localhost:${String(portOf(site))}${request.url ?? '/'}`);
      const body = new Uint8Array(await answer.arrayBuffer());
      const type = answer.headers.get('content-type') ?? '';
      const cache = answer.headers.get('cache-control') ?? '';
      response.writeHead(answer.status, { 'content-type': type, 'cache-control': cache, 'content-encoding': 'gzip' });
      response.end(gzipSync(body));
    };
    send().catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return server;
}

/** A port that was free a moment ago: Lighthouse finds the browser by it. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Scores of 0 to 100 by category, and measures. */
async function audit(url: string, port: number, config: Config | undefined): Promise<number[]> {
  const result = await lighthouse(url, { port, logLevel: 'error', onlyCategories: [...categories] }, config);
  if (!result) throw new Error(`Lighthouse said nothing of ${url}`);
  const { lhr } = result;
  return [
    ...categories.map((category) => Math.round((lhr.categories[category]?.score ?? 0) * 100)),
    ...measures.map((measure) => Math.round((lhr.audits[measure]?.numericValue ?? 0) * 1000) / 1000),
  ];
}

await main(async () => {
  await buildRuns();
  const started = performance.now();
  await buildSite(rootSite);
  const built = (performance.now() - started) / 1000;
  const plain = await serve([rootSite], 0);
  const site = await compressing(plain);
  const port = await freePort();
  const browser = await chromium.launch({
    executablePath: await findChromium(),
    args: ['--no-sandbox', '--disable-gpu', `--remote-debugging-port=${String(port)}`],
  });
  try {
    console.log(`pages built, recordings at hand (goal: 30 s):  ${built.toFixed(0)} s`);
    for (const path of await measuredPages()) {
      const url = `http://localhost:${String(portOf(site))}/${path}`;
      for (const [device, config] of [
        ['phone', undefined],
        ['desktop', desktopConfig],
      ] as const) {
        const taken: number[][] = [];
        for (let round = 1; round <= rounds; round += 1) {
          log(`/${path} on a ${device}, round ${String(round)} of ${String(rounds)}`);
          taken.push(await audit(url, port, config));
        }
        const medians = [...categories, ...measures].map(
          (name, index) => `${name} ${String(spreadOf(taken.map((scores) => scores[index] ?? 0)).median)}`,
        );
        console.log(`/${path} on a ${device}: ${medians.join(', ')}`);
      }
    }
  } finally {
    await browser.close();
    for (const server of [site, plain]) {
      server.closeAllConnections();
      server.close();
    }
  }
});
