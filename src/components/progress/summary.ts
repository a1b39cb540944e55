/** One page for paper: what the reader has done, and what exactly was checked of it. Made on demand; the name goes nowhere. */
import { cameTrue, type Progress } from '../../learn/progress.ts';
import { element } from './dom.ts';
import { guessText, type ProgressWords } from './words.ts';

interface Summary {
  name: string;
  /** Packages that the labs run on, with their versions. */
  versions: string;
  now: number;
}

function list(title: string, items: readonly (Node | string)[], none: string): Node[] {
  const content =
    items.length === 0 ? element('p', {}, none) : element('ul', {}, ...items.map((item) => element('li', {}, item)));
  return [element('h3', {}, title), content];
}

export function writeSummary(article: HTMLElement, progress: Progress, words: ProgressWords, about: Summary): void {
  const { t, day } = words;
  const { name, versions, now } = about;
  const none = t('progress.summary.none');
  const read = progress.chapters.flatMap(({ title, visit }) =>
    visit?.finished ? [t('progress.summary.on', { what: title, date: day(visit.finished) })] : [],
  );
  const ran = progress.labs.flatMap(({ name: lab, results }) => {
    const last = results.at(-1);
    return last ? [t('progress.summary.lab', { lab, count: results.length, date: day(last.at) })] : [];
  });
  const guesses = progress.labs
    .flatMap(({ predictions }) => predictions.map(cameTrue))
    .filter((true_) => true_ !== null);
  const guessed = progress.labs.flatMap((lab) => {
    const text = guessText(words, lab);
    return text === null ? [] : [t('progress.summary.guess', { lab: lab.name, text })];
  });
  const passed = progress.exercises.flatMap(({ title, checks, record }) =>
    record?.passed == null
      ? []
      : [
          element(
            'div',
            {},
            t('progress.summary.on', { what: title, date: day(record.passed) }),
            element('ul', {}, ...checks.map((check) => element('li', {}, check))),
          ),
        ],
  );
  const { answered, right } = progress.questions;
  article.replaceChildren(
    element('h2', {}, name === '' ? t('progress.summary.title') : t('progress.summary.named', { name })),
    element('p', {}, t('progress.summary.about', { date: day(now), versions })),
    ...list(t('progress.summary.read', { count: read.length, all: progress.chapters.length }), read, none),
    ...list(t('progress.summary.ran', { count: ran.length, all: progress.labs.length }), ran, none),
    ...list(
      t('progress.summary.guessed', { count: guesses.length, right: guesses.filter((one) => one).length }),
      guessed,
      none,
    ),
    ...(progress.exercises.length === 0
      ? []
      : list(t('progress.summary.passed', { count: passed.length, all: progress.exercises.length }), passed, none)),
    ...(answered === 0 ? [] : [element('p', {}, t('progress.summary.questions', { answered, right }))]),
    element('h3', {}, t('progress.summary.meaning')),
    ...(['text', 'limits', 'check'] as const).map((part) => element('p', {}, t(`progress.summary.meaning.${part}`))),
  );
  article.hidden = false;
}
