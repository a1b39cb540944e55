/** A question in the page: answers the reader's choice at once, and keeps it. */
import { fill } from '../../i18n/fill.ts';
import { storage } from '../../learn/browser-storage.ts';
import { questionKind, withAnswer } from '../../learn/record.ts';

type QuestionWords = Record<'right' | 'wrong' | 'order' | 'none' | 'kept', string>;

class ShortQuestion extends HTMLElement {
  connectedCallback(): void {
    this.querySelector('form')?.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#answer();
    });
    this.addEventListener('click', (event) => {
      const button = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-up]') : null;
      const item = button?.closest('li');
      if (!button || !item) return;
      item.previousElementSibling?.before(item);
      button.focus();
    });
    this.#restore();
  }

  get #id(): string {
    return this.dataset['id'] ?? '';
  }

  get #words(): QuestionWords {
    return JSON.parse(this.dataset['words'] ?? '{}') as QuestionWords;
  }

  get #list(): HTMLElement | null {
    return this.querySelector('[data-right].question-items');
  }

  /** What the reader has put together: ids of all items in order, or of the chosen option. */
  get #given(): string[] {
    if (this.#list)
      return [...this.#list.querySelectorAll<HTMLElement>('[data-item]')].map((item) => item.dataset['item'] ?? '');
    const chosen = this.querySelector<HTMLInputElement>('input:checked');
    return chosen ? [chosen.value] : [];
  }

  #answer(): void {
    const given = this.#given;
    if (given.length === 0) {
      this.#say(this.#words.none, 'none');
      return;
    }
    const wanted = this.#list?.dataset['right']?.split(' ');
    const right = wanted
      ? wanted.every((id, index) => given[index] === id)
      : this.querySelector('input:checked')?.hasAttribute('data-right') === true;
    storage.update(questionKind, this.#id, (before) => withAnswer(before, given, right, Date.now()));
    if (wanted && !right) {
      const count = wanted.filter((id, index) => given[index] === id).length;
      this.#say(fill(this.#words.order, { count }), 'wrong');
    } else this.#say(`${right ? this.#words.right : this.#words.wrong} ${this.#why(given)}`, right ? 'right' : 'wrong');
  }

  #why([option = '']: string[]): string {
    if (this.#list) return this.querySelector('details > p')?.textContent.trim() ?? '';
    return this.querySelector(`[data-why="${CSS.escape(option)}"]`)?.textContent.trim() ?? '';
  }

  #say(text: string, kind: 'right' | 'wrong' | 'none'): void {
    const said = this.querySelector<HTMLElement>('.question-said');
    if (!said) return;
    said.textContent = text;
    said.dataset['said'] = kind;
  }

  /** Puts back what was answered before; a question may have changed since, so what it no longer has is left out. */
  #restore(): void {
    const found = storage.read(questionKind, this.#id);
    if (found.kind !== 'kept') return;
    const { answer, right } = found.value;
    if (this.#list) {
      for (const id of answer) {
        const item = this.#list.querySelector(`[data-item="${CSS.escape(id)}"]`);
        if (item) this.#list.append(item);
      }
    } else {
      const input = this.querySelector<HTMLInputElement>(`input[value="${CSS.escape(answer[0] ?? '')}"]`);
      if (input) input.checked = true;
    }
    if (right !== null) this.#say(this.#words.kept, 'right');
  }
}

customElements.define('wl-question', ShortQuestion);
