/**
 * How a request is answered once a site is stored. While the stored site is the one on the host, from the store: they are equal, and a room
 * depends on no network. Once the host has another version, from the network as long as it answers, so that nobody is kept in the past.
 */
import { findStored } from './caches.ts';
import { storedAddress } from './manifest.ts';

export interface Surroundings {
  storage: CacheStorage;
  network: (request: Request) => Promise<Response>;
  /** The whole address of the site's own path. */
  base: string;
  /** The version of the site that the host has, as far as this worker knows. */
  version: string;
  /** Milliseconds for which the network is waited for when there is something stored. */
  timeout: number;
}

function later(milliseconds: number): Promise<null> {
  return new Promise((resolve) => {
    setTimeout(() => {
      resolve(null);
    }, milliseconds);
  });
}

export async function answer(request: Request, around: Surroundings): Promise<Response> {
  const { storage, network, base, version, timeout } = around;
  // A store that cannot be read must not stand between the page and its host.
  const stored = await findStored(storage, base, version).catch(() => null);
  const found = await stored?.cache.match(storedAddress(request.url), { ignoreVary: true }).catch(() => undefined);
  if (found && stored?.record.version === version) return found;
  const asked = network(request).catch(() => null);
  const response = await (found ? Promise.race([asked, later(timeout)]) : asked);
  if (response && (response.ok || !found)) return response;
  if (found) return found;
  const missing = request.mode === 'navigate' ? await stored?.cache.match(new URL('404.html', base).href) : undefined;
  return missing ? new Response(missing.body, { status: 404, headers: missing.headers }) : Response.error();
}
