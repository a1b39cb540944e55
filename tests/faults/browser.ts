/** Plays the browser's part of the table on the built site, two at a time, in both languages. */
import { createServer } from 'node:net';
import { chromium, type Browser, type Page } from '@playwright/test';
import { locales } from '../../src/i18n/i18n.ts';
import { buildRuns } from '../../src/build/products.ts';
import { serve } from '../../src/build/serve.ts';
import { buildSite, rootSite } from '../../src/build/site.ts';
import { double, replaceWorker } from '../e2e/doubles.ts';
import { quickBrowser } from '../e2e/browser.ts';
import { LabPage } from '../e2e/lab-page.ts';
import { browserCases } from './browser-cases.ts';
import type { Complaint } from './judge.ts';
import type { FaultVerdict } from './table.ts';

/** Milliseconds: longer than an engine may be silent, on a busy machine. */
const timeout = 60_000;
const command = 'uvicorn main:app --workers 2';

/** A run that is over as soon as it begins, with a word that nothing else says. */
const word = 'over at once';
const problem = { code: 'start-failed', values: { message: word } };
const brief = double(
  `port.postMessage({ kind: 'finished', outcome: ${JSON.stringify(JSON.stringify({ kind: 'failed', problem }))} });`,
);
/** Every so many-th fault is followed by a run of Python itself, which takes its time. */
const everyReal = 8;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, 'localhost', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

/** What went wrong, where it must not; null when it went well. */
const attempt = (act: Promise<unknown>): Promise<string | null> =>
  act.then(
    () => null,
    (error: unknown) => (error instanceof Error ? error.message : String(error)).split('\n').slice(0, 3).join(' '),
  );

async function untilIdle(lab: LabPage): Promise<void> {
  await lab.stop.waitFor({ state: 'detached', timeout: timeout });
  await lab.run.waitFor({ timeout: timeout });
}

type Played = (typeof browserCases)[number];

async function judge(page: Page, lab: LabPage, fault: Played['fault'], isReal: boolean): Promise<Complaint[]> {
  const complaints: Complaint[] = [];
  const expect = async (failing: Complaint['failing'], what: string, act: Promise<unknown>): Promise<void> => {
    const failure = await attempt(act);
    if (failure !== null) complaints.push({ failing, detail: `${what}: ${failure}` });
  };
  const isWritten = async (): Promise<void> => {
    const value = await lab.command('FastAPI').inputValue();
    if (value !== command) throw new Error(`the command is ${value}`);
  };
  const context = page.context();
  const words = fault.said.map((key) => (lab.text(key).split(/\{\w+\}/)[0] ?? '').trim());

  await lab.command('FastAPI').fill(command);
  await fault.strike?.(lab, context);
  await expect('stuck', 'what the reader did', fault.act ? fault.act(lab, page) : lab.run.click());
  await expect('stuck', 'the run does not end', untilIdle(lab));
  const pattern = new RegExp(words.map((text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'));
  const said = lab.lab.getByText(pattern).locator('visible=true').first();
  await expect('silent', fault.said.join(' or '), said.waitFor({ timeout: 20_000 }));
  await expect('lost', 'on the screen', isWritten());

  await context.setOffline(false);
  await context.unrouteAll();
  if (!isReal) await replaceWorker(context, brief);
  // A spare may have been ready, and then it is Python that runs; or have been made while things were broken, and then the next one does.
  const after = lab.finishedIn('Django').or(lab.result.getByText(word)).first();
  const again = async (): Promise<void> => {
    await lab.run.click();
    await untilIdle(lab);
    await after.waitFor({ timeout: 3_000 });
  };
  await expect('stuck', 'Run afterwards', again().catch(again).catch(again));
  await expect('lost', 'after Run', isWritten());
  if (!fault.unkept) {
    await page.reload();
    await lab.touch();
    await expect('lost', 'after a reload', isWritten());
  }
  return complaints;
}

async function playOne(browser: Browser, home: string, { kind, fault }: Played, index: number): Promise<FaultVerdict> {
  const locale = locales[index % locales.length] ?? 'en';
  const context = await browser.newContext({ baseURL: home, viewport: { width: 1280, height: 900 } });
  const verdict: FaultVerdict = { kind, name: fault.name, complaints: [] };
  try {
    if (fault.init) await context.addInitScript(fault.init);
    await fault.before?.(context);
    const page = await context.newPage();
    await page.goto(`/${locale}/waiting/`);
    const lab = new LabPage(page, locale);
    await lab.touch();
    if (await lab.predict.count()) await lab.skip();
    verdict.complaints = await judge(page, lab, fault, index % everyReal === 0);
  } catch (error) {
    verdict.complaints.push({
      failing: 'stuck',
      detail: `the page: ${String(error).split('\n').slice(0, 3).join(' ')}`,
    });
  }
  await context.close();
  return verdict;
}

export async function browserFaults(only = ''): Promise<FaultVerdict[]> {
  await buildRuns();
  await buildSite(rootSite);
  const port = await freePort();
  const server = await serve([rootSite], port);
  const browser = await chromium.launch({ ...quickBrowser, ignoreDefaultArgs: ['--disable-back-forward-cache'] });
  const verdicts: FaultVerdict[] = [];
  const queue = browserCases.filter(({ fault }) => fault.name.includes(only)).entries();
  const next = async (): Promise<void> => {
    for (const [index, fault] of queue) verdicts.push(await playOne(browser, `http://localhost:${port}`, fault, index));
  };
  await Promise.all([next(), next()]);
  await browser.close();
  server.closeAllConnections();
  server.close();
  return verdicts;
}
