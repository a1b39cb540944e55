/**
 * `npm start`: serves the site at once, and makes what is missing meanwhile. `--build` only makes it. `--dev` runs Astro's development
 * server instead, which shows an edit at once and records a lab when a page first asks for it, or asks again after an edit.
 */
import { createServer } from 'node:http';
import { exitCode, toolScript } from './command.ts';
import { buildRuntime } from './products.ts';
import { asUserError, main, log, say, UserError } from './log.ts';
import { createEarlySite } from './pages/early-site.ts';
import { createMaking } from './pages/make.ts';
import { earlyHandler, listen, portIsFree, sitesHandler, stopOnSignal, type Handler } from './serve.ts';
import { rootSite, type SiteBuild } from './site.ts';

await main(async () => {
  const site = { ...rootSite, base: basePath() };
  if (process.argv.includes('--build')) {
    const nobody = (): void => undefined;
    await createMaking(site).make({ expect: nobody, add: nobody, progress: nobody });
    log(`the site is in ${site.directory}/`);
    return;
  }

  const port = portNumber();
  if (!process.argv.includes('--dev')) return start(site, port);
  // Before the long work, so that a taken port is known at once.
  await portIsFree(port);
  await buildRuntime();
  log('each page waits for the runs that it shows, where they are not recorded yet');
  process.exitCode =
    (await exitCode(process.execPath, [await toolScript('astro'), 'dev', '--port', String(port)])) ?? 1;
});

/** Serves until the terminal says stop: what is there, while the rest is made, and after a failure what was made before it. */
async function start(site: SiteBuild, port: number): Promise<void> {
  const address = `http://localhost:${String(port)}${site.base}`;
  const making = createMaking(site);
  const early = createEarlySite(site.base, making.prefer);
  let whole: Handler | null = null;
  stopOnSignal(await listen(createServer(earlyHandler(site, early, () => whole)), port));
  const add: typeof early.add = (path, page) => {
    if (path === '') log(`open ${address} : the first pages are there, the others follow as their labs are recorded`);
    early.add(path, page);
  };
  try {
    const made = await making.make({ ...early, add });
    whole = sitesHandler([site]);
    early.whole();
    log(made ? 'all pages are there' : 'the pages are up to date');
    log(`open ${address}  (Ctrl+C stops)`);
  } catch (error) {
    say(error);
    const { message, next } = asUserError(error);
    early.fail({ cause: message, next });
    process.exitCode = 1;
    log(`${address} shows what was made before that, and says what is missing  (Ctrl+C stops)`);
  }
}

/** The path below which the site is to be served, from the environment, with a slash at both ends. */
function basePath(): string {
  const path = (process.env['BASE_PATH'] ?? '').replace(/^\/+|\/+$/g, '');
  return path === '' ? '/' : `/${path}/`;
}

function portNumber(): number {
  const text = process.env['PORT'] ?? '4321';
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65536) return port;
  throw new UserError(`PORT is "${text}", which is no port.`, 'set it to a number from 1 to 65535, or leave it out.');
}
