/**
 * `npm start`: builds what is missing and serves the site. `--build` stops after building; `--dev` runs Astro's development server instead,
 * which shows an edit at once and records a lab when a page first asks for it, or asks again after an edit.
 */
import { exitCode, toolScript } from './command.ts';
import { buildRuns, buildRuntime } from './products.ts';
import { main, log, UserError } from './log.ts';
import { portIsFree, serve, stopOnSignal } from './serve.ts';
import { buildSite, rootSite } from './site.ts';

await main(async () => {
  const site = { ...rootSite, base: basePath() };
  if (process.argv.includes('--build')) {
    await buildRuns();
    await buildSite(site);
    log(`the site is in ${site.directory}/`);
    return;
  }

  const port = portNumber();
  // Before the long work, so that a taken port is known at once.
  await portIsFree(port);
  if (process.argv.includes('--dev')) {
    await buildRuntime();
    log('each page waits for the runs that it shows, where they are not recorded yet');
    process.exitCode =
      (await exitCode(process.execPath, [await toolScript('astro'), 'dev', '--port', String(port)])) ?? 1;
    return;
  }
  await buildRuns();
  if (!(await buildSite(site))) log('the pages are up to date');
  stopOnSignal(await serve([site], port));
  log(`open http://localhost:${String(port)}${site.base}  (Ctrl+C stops)`);
});

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
