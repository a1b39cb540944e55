/** The page as it is open in this browser, for whoever asks whether it is still what the site has (site-check.ts). */
import type { SiteAround } from './site-check.ts';

/** Files named after their content, and the id of the runtime's bundle. */
const named = /\/_astro\/[\w.-]+|runtime\/#[\w.]+/g;

export function thisPage(): SiteAround {
  const parts = Array.from(document.querySelectorAll('astro-island'), (island) =>
    ['component-url', 'props'].flatMap((name) => island.getAttribute(name)?.match(named) ?? []),
  );
  return {
    network: (address, init) => fetch(address, init),
    page: location.href.replace(/#.*$/s, ''),
    parts: [...new Set(parts.flat())],
    isOnline: () => navigator.onLine,
  };
}
