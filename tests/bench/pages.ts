/** Times in a browser: our lab, started cold and warm, and a page that runs the same wheels on Pyodide as it comes. */
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import { serve } from '../../src/build/serve.ts';
import { rootSite } from '../../src/build/site.ts';
import { openLab, patient } from '../e2e/lab-page.ts';

const wheels = '.cache/wheels';
const pyodide = 'node_modules/pyodide';
const types: Record<string, string> = { html: 'text/html', mjs: 'text/javascript', wasm: 'application/wasm' };

/** Serves the stock page, Pyodide's npm package and the wheels, uncompressed as our own bundle's server does. */
async function serveStock(): Promise<Server> {
  const list = JSON.stringify(await readdir(wheels));
  const server = createServer((request, response) => {
    const [, folder = '', name = ''] = (request.url ?? '').split('/');
    const place = { pyodide, wheels, page: 'tests/bench' }[folder];
    const answer = name === 'list' ? Promise.resolve(list) : readFile(join(place ?? '', name));
    answer.then(
      (body) =>
        response
          .writeHead(200, { 'content-type': types[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream' })
          .end(body),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return server;
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

export interface PageMeasures {
  /** Seconds from opening a page with an empty cache, and pressing Run as soon as it can be, to both results. */
  cold: () => Promise<number>;
  /** The same in a browser that has been here before, and has kept what it may. */
  again: () => Promise<number>;
  /** CPU seconds of the whole browser for two engines to be ready, from nothing and from snapshots; the interpreter is compiled already. */
  booted: () => Promise<number>;
  restored: () => Promise<number>;
  /** Seconds from opening the stock page with an empty cache to its results. */
  stock: () => Promise<number>;
  /** Seconds from pressing Run, with spare engines ready, to both results. */
  warm: () => Promise<number>;
}

export interface Pages {
  measures: { [Name in keyof PageMeasures]: PageMeasures[Name] };
  close: () => Promise<void>;
}

export async function openPages(executablePath: string): Promise<Pages> {
  const site = await serve([rootSite], 0);
  const stockServer = await serveStock();
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  const address = `http://localhost:${String(portOf(site))}`;

  const toResult = async (page: Page): Promise<number> => {
    const started = performance.now();
    const lab = await openLab(page);
    await lab.runToEnd();
    return (performance.now() - started) / 1000;
  };

  const measures: PageMeasures = {
    cold: () => withFreshPage(browser, address, toResult),
    again: () =>
      withFreshPage(browser, address, async (page) => {
        await toResult(page);
        await untilKept(page, 2);
        await page.close();
        return toResult(await page.context().newPage());
      }),
    booted: () => withFreshPage(browser, address, (page) => cpuToReady(browser, page, false)),
    restored: () => withFreshPage(browser, address, (page) => cpuToReady(browser, page, true)),
    stock: () =>
      withFreshPage(browser, `http://localhost:${String(portOf(stockServer))}`, async (page) => {
        const started = performance.now();
        await page.goto('/page/stock.html');
        await page.getByText('200 answers').waitFor(patient);
        return (performance.now() - started) / 1000;
      }),
    warm: () =>
      withFreshPage(browser, address, async (page) => {
        const lab = await openLab(page);
        await lab.runToEnd();
        // Spares are made after a run; nothing on the page tells when they are ready. They end with the page, so they disturb nobody.
        await page.waitForTimeout(8000);
        return secondsToResult(page, lab.text('lab.run'));
      }),
  };
  return {
    measures,
    async close() {
      await browser.close();
      for (const server of [site, stockServer]) {
        server.closeAllConnections();
        server.close();
      }
    },
  };
}

async function withFreshPage(
  browser: Browser,
  baseURL: string,
  measure: (page: Page) => Promise<number>,
): Promise<number> {
  const context = await browser.newContext({ baseURL });
  try {
    return await measure(await context.newPage());
  } finally {
    await context.close();
  }
}

/** Waits until the browser has kept so many snapshots. */
async function untilKept(page: Page, count: number): Promise<void> {
  await page.waitForFunction(
    async (wanted) => {
      const names = (await caches.keys()).filter((name) => name.startsWith('waitlab-snapshots '));
      const kept = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).length));
      return kept.reduce((sum, one) => sum + one, 0) >= wanted;
    },
    count,
    { ...patient, polling: 250 },
  );
}

async function cpuSeconds(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}

/** Of the two engines that get warm after a run, when the page has no snapshot yet, or has them. */
async function cpuToReady(browser: Browser, page: Page, fromSnapshots: boolean): Promise<number> {
  await countReady(page);
  const lab = await openLab(page);
  await lab.runToEnd();
  if (!fromSnapshots) return cpuUntilReady(browser, page, 4);
  await untilKept(page, 2);
  // Blank engines are made besides, and must not be counted.
  await page.waitForTimeout(4000);
  await lab.runToEnd();
  return cpuUntilReady(browser, page, 6);
}

/** Counts engines of the page that have said that they are ready, but for the one of the rehearsal, which runs at once. */
async function countReady(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const counted = { ready: 0 };
    Object.assign(globalThis, { counted });
    // eslint-disable-next-line @typescript-eslint/unbound-method -- called with the port that it belongs to
    const { postMessage } = MessagePort.prototype;
    MessagePort.prototype.postMessage = function (this: MessagePort, ...given: Parameters<typeof postMessage>) {
      const [message] = given as [{ job?: { side: { id: string } } } | null];
      if (message?.job?.side.id === 'rehearsal') counted.ready -= 1;
      postMessage.apply(this, given);
    } as typeof postMessage;
    // eslint-disable-next-line @typescript-eslint/unbound-method -- called with the port that it belongs to
    const { set } = Object.getOwnPropertyDescriptor(MessagePort.prototype, 'onmessage') ?? {};
    Object.defineProperty(MessagePort.prototype, 'onmessage', {
      set(this: MessagePort, hear: ((event: MessageEvent) => void) | null) {
        set?.call(this, (event: MessageEvent<{ kind?: string } | null>) => {
          if (event.data?.kind === 'ready') counted.ready += 1;
          hear?.(event);
        });
      },
    });
  });
}

async function cpuUntilReady(browser: Browser, page: Page, count: number): Promise<number> {
  const before = await cpuSeconds(browser);
  await page.waitForFunction(
    (wanted) => (globalThis as unknown as { counted: { ready: number } }).counted.ready >= wanted,
    count,
    patient,
  );
  return (await cpuSeconds(browser)) - before;
}

/** Measured inside the page, from the click to the frame after the one in which the button offers to run again. */
function secondsToResult(page: Page, run: string): Promise<number> {
  return page.evaluate((name) => {
    const buttons = (): HTMLButtonElement[] => [
      ...document.querySelectorAll<HTMLButtonElement>('#lab-event-loop button'),
    ];
    const runButton = (): HTMLButtonElement | undefined =>
      buttons().find((button) => button.textContent.trim() === name && !button.disabled);
    const first = runButton();
    if (!first) throw new Error('no button to run with');
    return new Promise<number>((resolve) => {
      const started = performance.now();
      let running = false;
      const look = (): void => {
        running ||= !runButton();
        if (running && runButton()) requestAnimationFrame(() => resolve((performance.now() - started) / 1000));
        else requestAnimationFrame(look);
      };
      first.click();
      look();
    });
  }, run);
}
