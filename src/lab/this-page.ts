/** The page as it is open in this browser, for whoever asks whether it is still what the site has (site-check.ts). */
import type { SiteAround } from './site-check.ts';

export function thisPage(): SiteAround {
  const islands = document.querySelectorAll('astro-island[component-url]');
  return {
    network: (address, init) => fetch(address, init),
    page: location.href.replace(/#.*$/s, ''),
    parts: [...new Set(Array.from(islands, (island) => island.getAttribute('component-url') ?? ''))],
    isOnline: () => navigator.onLine,
  };
}
