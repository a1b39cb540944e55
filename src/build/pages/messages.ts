/**
 * What crosses the edge between the process that makes the site (make.ts) and Astro's, which makes its pages (integration.ts). Both import
 * this file only of each other.
 */

/** In the environment of Astro's process where it has a channel to one that makes the site. */
export const makingVariable = 'WAITLAB_MAKING';

/** A page, or a file of data that a route makes, as it will lie in the built site. */
export interface Page {
  /** Its `Content-Type`. */
  type: string;
  body: string;
}

/** To Astro's process. */
export type ToPages =
  /** The runtime bundle lies in public/runtime, whole. */
  | { kind: 'runtime' }
  /** A run lies in .cache/recordings as the engine makes it now. */
  | { kind: 'recorded'; title: string };

/** From Astro's process. Paths are those of addresses below the site's own path, such as `en/waiting`, with no slash at either end. */
export type FromPages =
  /** All pages that there will be. */
  | { kind: 'paths'; paths: string[] }
  /** A page waits for a run that is not recorded yet. */
  | { kind: 'wanted'; path: string; title: string }
  | { kind: 'page'; path: string; page: Page };

/** The path of an address below the site's own, as messages have it: `/en/waiting/`, `/404.html` and `/labs/cpu.json` are `en/waiting`, `404`, `labs/cpu.json`. */
export const pathOf = (address: string): string =>
  address
    .replace(/(^|\/)index\.html$/, '')
    .replace(/\.html$/, '')
    .replace(/^\/+|\/+$/g, '');
