/** The page of progress in the browser: reads the shelf, fills the tables, and answers its buttons. */
import { isLocale } from '../../i18n/i18n.ts';
import { storage } from '../../learn/browser-storage.ts';
import { kinds } from '../../learn/kinds.ts';
import { progressOf, type Book, type Progress } from '../../learn/progress.ts';
import { showBackups } from './backup-list.ts';
import { button, element } from './dom.ts';
import { fillTables, type Undrawn } from './fill-tables.ts';
import { writeSummary } from './summary.ts';
import { thingName, wordsIn, type ProgressWords } from './words.ts';

class ProgressPage extends HTMLElement {
  #book: Book = { chapters: [], labs: [], exercises: [] };
  #words: ProgressWords = wordsIn('en');
  #stops: (() => void)[] = [];

  /** The buttons answer before anything is shown: whatever has been kept, it can be taken away and set aside. */
  connectedCallback(): void {
    const { locale } = this.dataset;
    this.#words = wordsIn(isLocale(locale) ? locale : 'en');
    this.#book = JSON.parse(this.querySelector('.progress-book')?.textContent ?? '{}') as Book;
    for (const act of this.querySelectorAll<HTMLElement>('[data-act]')) {
      act.addEventListener('click', () => {
        this.#act(act.dataset['act'] ?? '');
      });
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
    this.#stops = [...kinds, { name: 'aside' }].map((kind) => storage.watch(kind, null, this.#show));
    this.#show();
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
    return progressOf(storage, this.#book);
  }

  #say(text: string): void {
    this.#part('.progress-said').textContent = text;
  }

  #show = (): void => {
    const undrawn = fillTables(this, this.#progress, this.#words);
    this.#part('.progress-undrawn').replaceChildren(...undrawn.map((thing) => this.#undrawnItem(thing)));
    // Reading everything sets aside what cannot be read, so that it is told here and not first where it is missed.
    for (const kind of kinds) storage.list(kind);
    showBackups(this.#part('.progress-aside'), { storage, words: this.#words, done: this.#done });
  };

  /** After an act on what was set aside, whose button is gone: the keyboard goes on where it was. */
  #done = (said: string): void => {
    this.#say(said);
    this.#show();
    const section = this.#part('.progress-aside');
    (section.hidden ? this.#part('.progress-said') : section).focus();
  };

  #undrawnItem({ kind, id }: Undrawn): HTMLElement {
    const { t } = this.#words;
    return element(
      'p',
      {},
      t('progress.undrawn', { what: thingName(this.#words, kind.name, id) }),
      ' ',
      button(t('progress.undrawn.aside'), () => {
        const replaced = storage.replace(kind, id, null, 'damaged');
        this.#done(t(replaced.kind === 'written' ? 'progress.undrawn.done' : 'progress.aside.no-room'));
      }),
    );
  }

  #act(act: string): void {
    if (act === 'clear') this.#clear();
    else void this.#takeAway(act === 'csv' ? 'csv' : 'export');
  }

  #clear(): void {
    const { t } = this.#words;
    const { cleared, left } = storage.clear(kinds);
    const said = cleared + left === 0 ? t('progress.clear.nothing') : t('progress.clear.done', { count: cleared });
    this.#done(left === 0 ? said : `${said} ${t('progress.clear.left', { count: left })}`);
  }

  async #takeAway(what: 'export' | 'csv'): Promise<void> {
    try {
      const { exportAll, exportCsv } = await import('./take-away.ts');
      if (what === 'csv') exportCsv(this.#progress);
      else await exportAll(storage);
      this.#say(this.#words.t('progress.saved'));
    } catch {
      this.#say(this.#words.t('progress.unloaded'));
    }
  }

  async #import(file: File): Promise<void> {
    try {
      const { importFile } = await import('./take-away.ts');
      await importFile(storage, file, this.#part('.progress-import'), this.#words, (said) => {
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
