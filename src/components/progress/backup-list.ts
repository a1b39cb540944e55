/** Everything that was set aside, in the page: what each is, when and why it gave way, and what can be done with it. */
import { backupLimits, type Backup } from '../../learn/backups.ts';
import type { ReaderStorage } from '../../learn/storage.ts';
import { download } from '../site/download.ts';
import { button, element } from './dom.ts';
import { thingName, type ProgressWords } from './words.ts';

interface BackupList {
  storage: ReaderStorage;
  words: ProgressWords;
  /** Something was done: what is to be said of it. */
  done: (said: string) => void;
}

const kilobytes = (backups: readonly Backup[]): number =>
  Math.ceil(backups.reduce((sum, { text }) => sum + text.length, 0) / 1000);

/** What one act set aside, the newest act first. */
function acts(backups: readonly Backup[]): Backup[][] {
  const groups = new Map<string, Backup[]>();
  for (const backup of backups) {
    const act = `${String(backup.at)} ${backup.why ?? ''}`;
    groups.set(act, [...(groups.get(act) ?? []), backup]);
  }
  return [...groups.values()].reverse();
}

function whenAndWhy({ t, moment }: ProgressWords, { at, why }: Backup): string {
  const date = at === 0 ? t('progress.undated') : moment(at);
  const reason = why ?? 'unknown';
  return t('progress.aside.from', { date, why: t(`progress.aside.why.${reason}`) });
}

function restoreBackup({ storage, words: { t }, done }: BackupList, backups: readonly Backup[]): void {
  const failed = backups.filter(({ key }) => storage.restoreBackup(key) === null);
  done(t(failed.length > 0 ? 'progress.aside.no-room' : 'progress.aside.back.done'));
}

function discard({ storage, words: { t }, done }: BackupList, backups: readonly Backup[]): void {
  for (const { key } of backups) storage.discard(key);
  done(t('progress.aside.delete.done'));
}

function actsFor(list: BackupList, backups: readonly Backup[], name: string): HTMLElement {
  const { t } = list.words;
  const [first] = backups;
  const isOne = backups.length === 1;
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
      restoreBackup(list, backups);
    }),
  );
  const away = named(
    button(t(isOne ? 'progress.aside.delete' : 'progress.aside.delete.all'), () => {
      // Many things at once are asked for a second time.
      if (isOne || away.dataset['sure'] !== undefined) discard(list, backups);
      else {
        away.dataset['sure'] = '';
        away.textContent = t('progress.aside.delete.sure', { count: backups.length });
      }
    }),
  );
  return element('span', { class: 'progress-actions' }, ...(isOne ? [save] : []), back, away);
}

function itemOf(list: BackupList, backup: Backup, about: string): HTMLElement {
  const name = thingName(list.words, backup.name, backup.id);
  return element(
    'li',
    { 'data-aside': backup.key },
    element('b', {}, name),
    ` ${about}${list.words.t('progress.aside.size', { size: kilobytes([backup]) })} `,
    actsFor(list, [backup], name),
  );
}

function groupOf(list: BackupList, backups: readonly Backup[]): HTMLElement {
  const [first, ...more] = backups;
  if (!first) return element('li');
  const about = whenAndWhy(list.words, first);
  if (more.length === 0) return itemOf(list, first, about);
  const items = backups.map((backup) => itemOf(list, backup, ''));
  const title = list.words.t('progress.aside.many', { count: backups.length });
  return element(
    'li',
    {},
    element('b', {}, title),
    ` ${about} `,
    actsFor(list, backups, about),
    element('details', {}, element('summary', {}, list.words.t('progress.aside.each')), element('ul', {}, ...items)),
  );
}

/** Fills the section, which is hidden where nothing was set aside. */
export function showBackups(section: HTMLElement, list: BackupList): void {
  const backups = list.storage.backups();
  section.hidden = backups.length === 0;
  const amount = section.querySelector('.progress-aside-amount');
  if (amount) {
    const values = { count: backups.length, size: kilobytes(backups), most: backupLimits.characters / 1000 };
    amount.textContent = list.words.t('progress.aside.amount', values);
  }
  section.querySelector('ul')?.replaceChildren(...acts(backups).map((group) => groupOf(list, group)));
}
