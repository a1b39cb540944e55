/** The page of progress in the browser: reads the shelf, fills the tables, and answers its buttons. */
import { isLocale } from '../../i18n.ts';
import { shelf } from '../../learn/browser-shelf.ts';
import { kinds } from '../../learn/kinds.ts';
import { progressOf, type Book, type Progress } from '../../learn/progress.ts';
import type { Aside } from '../../learn/asides.ts';
import { download } from '../site/download.ts';
import { button, element } from './dom.ts';
import { fillTables } from './fill-tables.ts';
import { writeSummary } from './summary.ts';
import { wordsIn, type Words } from './words.ts';

class ProgressPage extends HTMLElement {
  #book: Book = { chapters: [], labs: [], exercises: [] };
  #words: Words = wordsIn('en');
  #stops: (() => void)[] = [];

  connectedCallback(): void {
    const { locale } = this.dataset;
    this.#words = wordsIn(isLocale(locale) ? locale : 'en');
    this.#book = JSON.parse(this.querySelector('.progress-book')?.textContent ?? '{}') as Book;
    this.#show();
    this.#stops = kinds.map((kind) => shelf.watch(kind, null, this.#show));
    for (const act of this.querySelectorAll<HTMLElement>('[data-act]')) {
      act.addEventListener('click', () => void this.#takeAway(act.dataset['act'] === 'csv' ? 'csv' : 'export'));
    }
    this.querySelector<HTMLInputElement>('input[type=file]')?.addEventListener('change', (event) => {
      const input = event.currentTarget as HTMLInputElement;
      const file = input.files?.[0];
      // The same file can be chosen again.
      if (file) void this.#import(file).finally(() => (input.value = ''));
    });
    this.querySelector('.progress-actions:is(form)')?.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#print(new FormData(event.currentTarget as HTMLFormElement).get('name'));
    });
  }

  disconnectedCallback(): void {
    for (const stop of this.#stops) stop();
  }

  #part(selector: string): HTMLElement {
    const part = this.querySelector<HTMLElement>(selector);
    if (!part) throw new Error(`a page of progress without ${selector}`);
    return part;
  }

  get #progress(): Progress {
    return progressOf(shelf, this.#book);
  }

  #say(text: string): void {
    this.#part('.progress-said').textContent = text;
  }

  #show = (): void => {
    fillTables(this, this.#progress, this.#words);
    // Reading everything sets aside what cannot be read, so that it is told here and not first where it is missed.
    for (const kind of kinds) shelf.list(kind);
    const asides = shelf.asides();
    const section = this.#part('.progress-aside');
    section.hidden = asides.length === 0;
    section.querySelector('ul')?.replaceChildren(...asides.map((aside) => this.#asideItem(aside)));
  };

  #asideItem(aside: Aside): HTMLElement {
    const { t, moment } = this.#words;
    const act = (text: string, done: string, press: () => boolean): HTMLElement =>
      button(text, () => {
        this.#say(press() ? done : t('progress.aside.no-room'));
        this.#show();
      });
    return element(
      'li',
      {},
      element('code', {}, aside.key),
      ` ${t('progress.aside.from', { thing: `${aside.name}:${aside.id}`, date: moment(aside.at) })} `,
      element(
        'span',
        { class: 'progress-actions' },
        button(t('progress.aside.save'), () => {
          download(`${aside.key.replaceAll(/[^\w.-]+/g, '-')}.txt`, 'text/plain', aside.text);
        }),
        act(t('progress.aside.back'), t('progress.aside.back.done'), () => shelf.putBack(aside.key) !== null),
        act(t('progress.aside.delete'), t('progress.aside.delete.done'), () => {
          shelf.discard(aside.key);
          return true;
        }),
      ),
    );
  }

  async #takeAway(what: 'export' | 'csv'): Promise<void> {
    try {
      const { exportAll, exportCsv } = await import('./take-away.ts');
      if (what === 'csv') exportCsv(this.#progress);
      else await exportAll(shelf);
      this.#say(this.#words.t('progress.saved'));
    } catch {
      this.#say(this.#words.t('progress.unloaded'));
    }
  }

  async #import(file: File): Promise<void> {
    try {
      const { importFile } = await import('./take-away.ts');
      await importFile(shelf, file, this.#part('.progress-import'), this.#words, (said) => {
        this.#say(said);
        this.#show();
      });
    } catch {
      this.#say(this.#words.t('progress.unloaded'));
    }
  }

  #print(name: FormDataEntryValue | null): void {
    const article = this.#part('.progress-summary');
    writeSummary(article, this.#progress, this.#words, {
      name: typeof name === 'string' ? name.trim() : '',
      versions: article.dataset['versions'] ?? '',
      now: Date.now(),
    });
    const root = document.documentElement;
    const { theme } = root.dataset;
    root.dataset['printing'] = 'summary';
    // Paper is light.
    root.dataset['theme'] = 'light';
    addEventListener(
      'afterprint',
      () => {
        delete root.dataset['printing'];
        root.dataset['theme'] = theme ?? 'light';
      },
      { once: true },
    );
    print();
  }
}

customElements.define('progress-page', ProgressPage);
