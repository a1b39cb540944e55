/** Which lab a link leads to: apart from link.ts, because every page asks it before anything of a lab is loaded. */

/** How the fragment of a link to a lab begins, without `#`. */
export const linkStart = 'lab=';

/** The lab that a fragment (without `#`) names; null when it is no link to a lab. */
export function linkedLab(fragment: string): string | null {
  return fragment.startsWith(linkStart) ? (fragment.slice(linkStart.length).split('.')[0] ?? '') : null;
}
