/** The guide in the page: shows what fits the answers, keeps them in the address, and hands out the record. */
import { decide, readAnswers, writeAnswers, type Guide } from '../../guide/guide.ts';
import { decisionRecord, type RecordWords } from '../../guide/record.ts';
import { fill } from '../../i18n/fill.ts';
import type { Locale, UiKey } from '../../i18n/i18n.ts';
import { copyText } from '../site/copy.ts';
import { download } from '../site/download.ts';

interface GuideData {
  guide: Guide;
  words: Record<Locale, Partial<Record<UiKey, string>>>;
}

class DecisionGuide extends HTMLElement {
  #data: GuideData = { guide: { questions: [], rules: [] }, words: { en: {}, 'zh-cn': {} } };

  connectedCallback(): void {
    this.#data = JSON.parse(this.querySelector('.guide-data')?.textContent ?? '{}') as GuideData;
    this.#form.addEventListener('change', () => {
      history.replaceState(null, '', `#${writeAnswers(this.#data.guide, this.#answers)}`);
      this.#show();
    });
    for (const button of this.querySelectorAll<HTMLElement>('[data-record]')) {
      button.addEventListener('click', () => {
        this.#download(button.dataset['record'] === 'zh-cn' ? 'zh-cn' : 'en');
      });
    }
    this.querySelector('[data-link]')?.addEventListener('click', () => void this.#copyLink());
    this.querySelector('[data-again]')?.addEventListener('click', () => {
      this.#form.reset();
      // A new entry: going back brings the answers back.
      history.pushState(null, '', location.pathname);
      this.#show();
      this.#form.querySelector('input')?.focus();
    });
    addEventListener('hashchange', this.#reopen);
    this.#reopen();
  }

  disconnectedCallback(): void {
    removeEventListener('hashchange', this.#reopen);
  }

  get #form(): HTMLFormElement {
    const form = this.querySelector('form');
    if (!form) throw new Error('a guide without questions');
    return form;
  }

  get #answers(): Record<string, string> {
    return Object.fromEntries(
      [...new FormData(this.#form)].flatMap(([question, answer]) =>
        typeof answer === 'string' ? [[question, answer]] : [],
      ),
    );
  }

  #t(locale: Locale): RecordWords {
    const words = this.#data.words[locale];
    return (key, values = {}) => fill(words[key] ?? key, values);
  }

  get #locale(): Locale {
    return this.dataset['locale'] === 'zh-cn' ? 'zh-cn' : 'en';
  }

  #reopen = (): void => {
    for (const [question, answer] of Object.entries(readAnswers(this.#data.guide, location.hash.slice(1)))) {
      const input = this.#form.querySelector<HTMLInputElement>(`input[name="${question}"][value="${answer}"]`);
      if (input) input.checked = true;
    }
    this.#show();
  };

  #show(): void {
    const answers = this.#answers;
    const decision = decide(this.#data.guide, answers);
    const open = this.querySelector<HTMLElement>('.guide-open');
    const result = this.querySelector<HTMLElement>('.guide-result');
    if (!open || !result) return;
    open.textContent =
      decision.kind === 'open'
        ? this.#t(this.#locale)('guide.unanswered', { question: decision.next.text[this.#locale] })
        : '';
    result.hidden = decision.kind === 'open';
    if (decision.kind === 'open') return;
    for (const rule of result.querySelectorAll<HTMLElement>('[data-rule]')) {
      rule.hidden = rule.dataset['rule'] !== decision.rule.id;
    }
    for (const reason of result.querySelectorAll<HTMLElement>('[data-answer]')) {
      reason.hidden = answers[reason.dataset['question'] ?? ''] !== reason.dataset['answer'];
    }
    for (const group of result.querySelectorAll<HTMLElement>('[data-leaning]')) {
      group.hidden = group.querySelector('[data-answer]:not([hidden])') === null;
    }
  }

  #download(locale: Locale): void {
    const { guide } = this.#data;
    const answers = this.#answers;
    const decision = decide(guide, answers);
    if (decision.kind === 'open') return;
    const date = new Date().toISOString().slice(0, 10);
    const text = decisionRecord(guide, answers, decision, { locale, t: this.#t(locale), date, link: location.href });
    download(`decision-${date}.${locale}.md`, 'text/markdown', text);
  }

  async #copyLink(): Promise<void> {
    const t = this.#t(this.#locale);
    const done = await copyText(location.href);
    const said = this.querySelector<HTMLElement>('.guide-copied');
    if (said) said.textContent = t(done ? 'guide.link.done' : 'guide.link.failed');
    const field = this.querySelector<HTMLInputElement>('.guide-link');
    if (!field) return;
    field.hidden = done;
    field.value = location.href;
    if (!done) field.select();
  }
}

customElements.define('decision-guide', DecisionGuide);
