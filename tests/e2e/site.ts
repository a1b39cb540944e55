/** The browser tests' own `test`: a page that says anything to the console, throws, or calls another host has failed. */
import { glob } from 'node:fs/promises';
import { test as base, expect } from '@playwright/test';

export { expect };

interface Options {
  /** What a test provokes on purpose: console lines that match are not failures. */
  allowedComplaints: RegExp[];
}

export const test = base.extend<Options & { watched: undefined }>({
  allowedComplaints: [[], { option: true }],
  watched: [
    async ({ context, baseURL, allowedComplaints }, use) => {
      const complaints: string[] = [];
      const complain = (line: string) => {
        if (!allowedComplaints.some((pattern) => pattern.test(line))) complaints.push(line);
      };
      context.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) complain(`console: ${message.text()}`);
      });
      context.on('weberror', (error) => {
        complain(`thrown: ${error.error().message}`);
      });
      const home = new URL(baseURL ?? '').origin;
      context.on('request', (request) => {
        const { protocol, origin } = new URL(request.url());
        if (['http:', 'https:', 'ws:', 'wss:'].includes(protocol) && origin !== home)
          complain(`request: ${request.url()}`);
      });
      await use(undefined);
      expect(complaints, 'the console, thrown errors and foreign requests').toEqual([]);
    },
    { auto: true },
  ],
});

/** Paths of all pages of the built site, e.g. `/en/waiting/`. */
export async function sitePages(): Promise<string[]> {
  const pages: string[] = [];
  for await (const file of glob('**/index.html', { cwd: 'dist' })) {
    pages.push(`/${file.replaceAll('\\', '/').replace(/index\.html$/, '')}`);
  }
  return pages.sort();
}
