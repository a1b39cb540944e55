/** Where a page's engines start from: from nothing the first time, then from a snapshot, in the next visit too; and never wrongly. */
import { expect, type Page } from '@playwright/test';
import { openLab, patient, type LabPage } from './lab-page.ts';
import { test } from './site.ts';

// Two visits each, of which the first starts its engines from nothing.
test.slow();

interface Started {
  snapshot: boolean;
  take: boolean;
}

/** Notes how engines are told to start, in the order of their starts. */
async function watchStarts(page: Page): Promise<() => Promise<Started[]>> {
  await page.addInitScript(() => {
    const starts: Started[] = [];
    Object.assign(globalThis, { starts });
    // eslint-disable-next-line @typescript-eslint/unbound-method -- called with the port that it belongs to
    const { postMessage } = MessagePort.prototype;
    MessagePort.prototype.postMessage = function (this: MessagePort, ...given: Parameters<typeof postMessage>) {
      const [message] = given as [{ kind?: string; snapshot?: object; take?: boolean } | null];
      if (message?.kind === 'boot')
        starts.push({ snapshot: message.snapshot !== undefined, take: message.take === true });
      postMessage.apply(this, given);
    } as typeof postMessage;
  });
  return () => page.evaluate(() => (globalThis as unknown as { starts: Started[] }).starts);
}

/** Names and sizes of what the browser keeps of engines. */
const keptByBrowser = (page: Page): Promise<number[]> =>
  page.evaluate(async () => {
    const names = (await caches.keys()).filter((name) => name.startsWith('waitlab-snapshots '));
    const kept = await Promise.all(
      names.map(async (name) => {
        const cache = await caches.open(name);
        return Promise.all((await cache.matchAll()).map(async (one) => (await one.blob()).size));
      }),
    );
    return kept.flat();
  });

/** The result that the page shows, without the time that the run took here. */
const shown = async (lab: LabPage): Promise<string[]> =>
  Promise.all(['FastAPI', 'Django'].map((side) => lab.outcome(side).innerText()));

async function visit(page: Page): Promise<LabPage> {
  const lab = await openLab(page);
  await lab.runToEnd();
  return lab;
}

test('the next visit starts from what the first one left, and shows the same', async ({ page }) => {
  const starts = await watchStarts(page);
  const first = await shown(await visit(page));
  await expect.poll(async () => (await keptByBrowser(page)).length, patient).toBe(2);
  expect((await starts()).slice(0, 2).every(({ snapshot }) => !snapshot)).toBe(true);
  for (const size of await keptByBrowser(page)) expect(size).toBeGreaterThan(20_000_000);

  const second = await shown(await visit(page));
  expect(second).toEqual(first);
  expect((await starts()).length).toBeGreaterThanOrEqual(2);
  expect((await starts()).every(({ snapshot }) => snapshot)).toBe(true);
});

test.describe('what does not fit', () => {
  test.use({ allowedComplaints: [/starts without a snapshot/] });

  test('is said in the console, and the lab runs as ever', async ({ page }) => {
    const said: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    const first = await shown(await visit(page));
    await expect.poll(async () => (await keptByBrowser(page)).length, patient).toBe(2);
    // Another browser's: its table of functions is longer.
    await page.evaluate(async () => {
      const [name = ''] = (await caches.keys()).filter((one) => one.startsWith('waitlab-snapshots '));
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const response = await cache.match(request);
        if (!response) continue;
        const bytes = new Uint8Array(await response.arrayBuffer());
        const length = new DataView(bytes.buffer).getUint32(0, true);
        const state = new TextDecoder().decode(bytes.subarray(4, 4 + length));
        const other = new TextEncoder().encode(state.replace(/"blank":\d/, '"blank":9'));
        bytes.set(other, 4);
        await cache.put(request, new Response(bytes));
      }
    });
    expect(await shown(await visit(page))).toEqual(first);
    expect(said.filter((text) => text.includes('starts without a snapshot'))).toHaveLength(2);
  });
});

test('a browser that keeps nothing runs labs, and starts later engines from the memory of the page', async ({
  page,
}) => {
  await page.addInitScript(() => {
    Object.defineProperty(globalThis, 'caches', {
      get() {
        throw new DOMException('blocked', 'SecurityError');
      },
    });
  });
  const starts = await watchStarts(page);
  const lab = await visit(page);
  // Warm engines are made after a run, and give their snapshots.
  await expect.poll(async () => (await starts()).filter(({ take }) => take).length, patient).toBe(2);
  const before = await shown(lab);
  await lab.runToEnd();
  await expect.poll(async () => (await starts()).filter(({ snapshot }) => snapshot).length, patient).toBeGreaterThan(0);
  expect(await shown(lab)).toEqual(before);
});
