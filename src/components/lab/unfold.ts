/**
 * Recorded runs stand in <noscript>. A browser without scripts reads them there as part of the page; one with scripts reads each as a
 * single text, which spares a phone two thirds of a chapter's elements while the page comes up. Here they become part of the page: one
 * after the other whenever the browser has nothing else to do, so that a search in the page finds them; at once what somebody opens, and
 * everything before it is printed.
 */
const folded = new Set(document.querySelectorAll<HTMLElement>('.lab-recorded noscript'));

function unfold(one: HTMLElement): void {
  if (folded.delete(one)) one.outerHTML = one.textContent;
}

function unfoldAll(): void {
  folded.forEach(unfold);
}

function unfoldNext(): void {
  const [next] = folded;
  if (!next) return;
  unfold(next);
  whenIdle();
}

function whenIdle(): void {
  // Not every browser says when it is idle.
  if ('requestIdleCallback' in globalThis) requestIdleCallback(unfoldNext);
  else setTimeout(unfoldNext, 200);
}

// Does not bubble.
document.addEventListener(
  'toggle',
  ({ target }) => {
    if (target instanceof Element) target.querySelectorAll<HTMLElement>('noscript').forEach(unfold);
  },
  true,
);
addEventListener('beforeprint', unfoldAll);
matchMedia('print').addEventListener('change', unfoldAll);
if (document.readyState === 'complete') whenIdle();
else addEventListener('load', whenIdle);
