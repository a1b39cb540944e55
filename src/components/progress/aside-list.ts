/** Everything that was set aside, in the page: what each is, when and why it gave way, and what can be done with it. */
import { asideLimits, type Aside } from '../../learn/asides.ts';
import type { Shelf } from '../../learn/shelf.ts';
import { download } from '../site/download.ts';
import { button, element } from './dom.ts';
import { thingName, type Words } from './words.ts';

interface AsideList {
  shelf: Shelf;
  words: Words;
  /** Something was done: what is to be said of it. */
  done: (said: string) => void;
}

const kilobytes = (asides: readonly Aside[]): number =>
  Math.ceil(asides.reduce((sum, { text }) => sum + text.length, 0) / 1000);

/** What one act set aside, the newest act first. */
function acts(asides: readonly Aside[]): Aside[][] {
  const groups = new Map<string, Aside[]>();
  for (const aside of asides) {
    const act = `${String(aside.at)} ${aside.why ?? ''}`;
    groups.set(act, [...(groups.get(act) ?? []), aside]);
  }
  return [...groups.values()].reverse();
}

function whenAndWhy({ t, moment }: Words, { at, why }: Aside): string {
  const date = at === 0 ? t('progress.undated') : moment(at);
  const reason = why ?? 'unknown';
  return t('progress.aside.from', { date, why: t(`progress.aside.why.${reason}`) });
}

function putBack({ shelf, words: { t }, done }: AsideList, asides: readonly Aside[]): void {
  const failed = asides.filter(({ key }) => shelf.putBack(key) === null);
  done(t(failed.length > 0 ? 'progress.aside.no-room' : 'progress.aside.back.done'));
}

function discard({ shelf, words: { t }, done }: AsideList, asides: readonly Aside[]): void {
  for (const { key } of asides) shelf.discard(key);
  done(t('progress.aside.delete.done'));
}

function actsFor(list: AsideList, asides: readonly Aside[], name: string): HTMLElement {
  const { t } = list.words;
  const [first] = asides;
  const isOne = asides.length === 1;
  const named = (press: HTMLButtonElement): HTMLButtonElement => {
    press.append(element('span', { class: 'sr-only' }, ` ${name}`));
    return press;
  };
  const save = named(
    button(t('progress.aside.save'), () => {
      if (first) download(`${first.key.replaceAll(/[^\w.-]+/g, '-').slice(0, 120)}.txt`, 'text/plain', first.text);
    }),
  );
  const back = named(
    button(t(isOne ? 'progress.aside.back' : 'progress.aside.back.all'), () => {
      putBack(list, asides);
    }),
  );
  const away = named(
    button(t(isOne ? 'progress.aside.delete' : 'progress.aside.delete.all'), () => {
      // Many things at once are asked for a second time.
      if (isOne || away.dataset['sure'] !== undefined) discard(list, asides);
      else {
        away.dataset['sure'] = '';
        away.textContent = t('progress.aside.delete.sure', { count: asides.length });
      }
    }),
  );
  return element('span', { class: 'progress-actions' }, ...(isOne ? [save] : []), back, away);
}

function itemOf(list: AsideList, aside: Aside, about: string): HTMLElement {
  const name = thingName(list.words, aside.name, aside.id);
  return element(
    'li',
    { 'data-aside': aside.key },
    element('b', {}, name),
    ` ${about}${list.words.t('progress.aside.size', { size: kilobytes([aside]) })} `,
    actsFor(list, [aside], name),
  );
}

function groupOf(list: AsideList, asides: readonly Aside[]): HTMLElement {
  const [first, ...more] = asides;
  if (!first) return element('li');
  const about = whenAndWhy(list.words, first);
  if (more.length === 0) return itemOf(list, first, about);
  const items = asides.map((aside) => itemOf(list, aside, ''));
  const title = list.words.t('progress.aside.many', { count: asides.length });
  return element(
    'li',
    {},
    element('b', {}, title),
    ` ${about} `,
    actsFor(list, asides, about),
    element('details', {}, element('summary', {}, list.words.t('progress.aside.each')), element('ul', {}, ...items)),
  );
}

/** Fills the section, which is hidden where nothing was set aside. */
export function showAsides(section: HTMLElement, list: AsideList): void {
  const asides = list.shelf.asides();
  section.hidden = asides.length === 0;
  const amount = section.querySelector('.progress-aside-amount');
  if (amount) {
    const values = { count: asides.length, size: kilobytes(asides), most: asideLimits.characters / 1000 };
    amount.textContent = list.words.t('progress.aside.amount', values);
  }
  section.querySelector('ul')?.replaceChildren(...acts(asides).map((group) => groupOf(list, group)));
}
