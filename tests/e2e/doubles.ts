/** Engines that do what a test says, in place of the worker's script: real workers, real ports, no Python. */
import type { BrowserContext } from '@playwright/test';

export const workerScript = /\/_astro\/worker[^/]*\.js/;

/** A worker that is ready at once; `run` is JavaScript that has the `port` when a run is asked for. */
export const double = (run: string): string => `
addEventListener('message', ({ ports: [port] }) => {
  port.onmessage = ({ data }) => {
    if (data.kind === 'boot') port.postMessage({ kind: 'ready' });
    else { ${run} }
  };
}, { once: true });`;

/** Says it so often, each message in order by itself. */
export const flood = (message: object, count: number): string =>
  `for (let count = 0; count < ${count}; count += 1) port.postMessage(${JSON.stringify(message)});`;

export const progress = { kind: 'progress', now: 1, ended: 1, requests: 100 };

export async function replaceWorker(context: BrowserContext, script: string): Promise<void> {
  await context.route(workerScript, (route) => route.fulfill({ contentType: 'text/javascript', body: script }));
}

/** What a network shows that wants its user to sign in. */
export const signIn = {
  status: 200,
  contentType: 'text/html; charset=utf-8',
  body: '<!doctype html><title>Welcome</title><form>Sign in to this network</form>',
};
