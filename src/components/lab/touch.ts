/**
 * When a lab comes to life: at the reader's first touch (pointer, finger or keyboard), so that who only reads loads none of its code.
 * At once when it comes into view with something kept from before, which must not seem lost, and in a browser that cannot run it,
 * which must be told; and when the page's address is a link to it. The directive's value is the lab's name, the address of its data, and
 * the keys of localStorage under which things of it are kept, separated by spaces. The press that woke the lab is done again once the lab
 * can answer it.
 */
import type { ClientDirective } from 'astro';
import { canRunLive } from '../../lab/page/can-run-live.ts';
import { askSite } from '../../lab/page/site-check.ts';
import { thisPage } from '../../lab/page/this-page.ts';
import { linkedLab } from '../../learn/link-address.ts';
import { handOver } from './handed.ts';

const touches = ['pointerenter', 'pointerdown', 'focusin', 'keydown'] as const;

/** Milliseconds after which a reader who has touched the lab is told that it is still being fetched. */
const timeout = 15_000;

/** Milliseconds for the lab's data. */
const dataTimeout = 30_000;

/** False where it could not be had. */
async function fetchData(address: string): Promise<boolean> {
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(dataTimeout) });
    if (!response.ok) return false;
    handOver(address, await response.json());
    return true;
  } catch {
    return false;
  }
}

function hasKept(keys: readonly string[]): boolean {
  try {
    return keys.some((key) => localStorage.getItem(key) !== null);
  } catch {
    return false;
  }
}

/** When the lab can answer: React hydrates in its own time after the island says that it is there, longer on a slow machine. */
function answering(island: HTMLElement): Promise<void> {
  return new Promise((resolve) => {
    const observer = new MutationObserver(look);
    function look(): void {
      // As its first act a lab says so (`UsedLab.mode`).
      if (island.querySelector('[data-mode="prerendered"]')) return;
      observer.disconnect();
      resolve();
    }
    observer.observe(island, { subtree: true, attributeFilter: ['data-mode'] });
    look();
  });
}

const onTouch: ClientDirective = (load, { value }, island) => {
  const [lab, address = '', ...keys] = value.split(' ');
  const notice = island.parentElement?.querySelector<HTMLElement>('.lab-unloaded');
  let pressed: HTMLElement | null = null;
  let waking: Promise<void> | null = null;

  const showNote = (words: 'text' | 'slow' | 'updated' | 'intercepted' | null): void => {
    if (notice) notice.textContent = words ? (notice.dataset[words] ?? '') : '';
  };
  async function tellFailure(): Promise<void> {
    const { kind } = await askSite(thisPage());
    // It may have come meanwhile, or be on its way once more.
    if (!waking) showNote(kind === 'updated' || kind === 'intercepted' ? kind : 'text');
  }

  async function hydrate(): Promise<void> {
    const slow = setTimeout(() => {
      showNote('slow');
    }, timeout);
    const [run, isFetched] = await Promise.all([load(), fetchData(address)]);
    if (isFetched) await run();
    clearTimeout(slow);
    // Astro says of a failure only this: the island is still as the server drew it.
    if (island.hasAttribute('ssr')) {
      waking = null;
      await tellFailure();
      return;
    }
    stop();
    showNote(null);
    await answering(island);
    // For the style sheet: it has no need to look for the lab's state, in every lab and at each change of the page.
    if (island.parentElement) island.parentElement.dataset['answering'] = '';
    if (pressed?.isConnected) pressed.click();
  }
  function wake(): void {
    waking ??= hydrate();
  }
  function press(event: Event): void {
    const target = event.target instanceof Element ? event.target.closest<HTMLElement>('button, .code-still') : null;
    if (target) pressed = target;
    wake();
  }
  function follow(): void {
    if (linkedLab(location.hash.slice(1)) !== lab) return;
    island.parentElement?.scrollIntoView();
    wake();
  }
  function stop(): void {
    for (const touch of touches) island.removeEventListener(touch, wake);
    island.removeEventListener('click', press);
  }

  // Told on the page instead of the console; the next touch tries again.
  island.addEventListener('astro:hydration-error', (event) => {
    event.preventDefault();
  });
  for (const touch of touches) island.addEventListener(touch, wake);
  island.addEventListener('click', press);
  // Also after the lab is awake: the way to it is the same.
  addEventListener('hashchange', follow);
  follow();
  if (hasKept(keys) || !canRunLive()) {
    const seen = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      seen.disconnect();
      wake();
    });
    for (const child of island.children) seen.observe(child);
  }
};

export default onTouch;
