/// <reference lib="webworker" />
/**
 * The service worker: registered only where a reader stored the site, and gone when they remove it. Built into one file at the root of
 * the site (src/build/offline.ts), because a host without special headers lets it answer for its own directory only.
 */
import { answer } from './answer.ts';
import { manifestPath, workerPath } from './manifest.ts';

/** Put in when the site is built. */
declare const siteVersion: string;
declare const self: ServiceWorkerGlobalScope;

const base = new URL('./', self.location.href).href;
/** What tells whether there is something newer must come from the host. */
const never = [manifestPath, workerPath].map((path) => new URL(path, base).href);

// A new version takes over at once: pages that are open go on, because it knows what is stored.
self.addEventListener('install', () => void self.skipWaiting());
self.addEventListener('activate', (event) => {
  event.waitUntil(self.clients.claim());
});
self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || !request.url.startsWith(base)) return;
  if (never.includes(request.url.split(/[?#]/)[0] ?? '')) return;
  event.respondWith(
    answer(request, {
      storage: self.caches,
      network: (asked) => fetch(asked),
      base,
      version: siteVersion,
      timeout: 4000,
    }),
  );
});
