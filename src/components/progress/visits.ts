/** Keeps that a chapter was opened, and that its end came into sight. Tells, too, of a link to a lab that is not on this page. */
import { storage } from '../../learn/browser-storage.ts';
import { linkedLab } from '../../learn/link-address.ts';
import { visitKind, withVisit } from '../../learn/visit.ts';

const end = document.querySelector<HTMLElement>('[data-chapter-end]');
const chapter = end?.dataset['chapterEnd'];

if (end && chapter !== undefined) {
  const keep = (finished: boolean): void => {
    // Where the browser keeps nothing, nothing of the reader's is lost: the chapter has been read.
    storage.update(visitKind, chapter, (before) => withVisit(before, Date.now(), finished));
  };
  keep(false);
  const seen = new IntersectionObserver((entries) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    seen.disconnect();
    keep(true);
  });
  seen.observe(end);
}

function tellOfStray(): void {
  const notice = document.querySelector<HTMLElement>('[data-stray-link]');
  const lab = linkedLab(location.hash.slice(1));
  if (!notice) return;
  const isStray = lab !== null && document.getElementById(`lab-${lab}`) === null;
  notice.hidden = !isStray;
  notice.textContent = isStray ? (notice.dataset['strayLink'] ?? '').replace('{lab}', lab.slice(0, 80)) : '';
  if (isStray) notice.scrollIntoView({ block: 'center' });
}
tellOfStray();
addEventListener('hashchange', tellOfStray);
