/** What has become of the reader's work, where it needs saying: taken back, not kept, kept elsewhere, set aside. */
import type { Keeping } from '../../learn/drafts.ts';
import type { Kept } from '../../learn/runs.ts';
import { isEdited } from './draft.ts';
import type { LabStore, LabView, Undo } from './lab-store.ts';
import { useWords, type Speak } from './words.tsx';

interface KeepingNotesProps {
  view: LabView;
  store: LabStore;
  /** What became of the last run. */
  lastRun: Kept | null;
}

function replacedText({ t }: Speak, { why }: Undo, view: LabView): string {
  if (why === 'reset') return t(isEdited(view.draft) ? 'lab.replaced.some' : 'lab.replaced');
  return t(why === 'link' ? 'lab.replaced.link' : 'lab.replaced.tab');
}

function keepingText({ t }: Speak, kept: Keeping): string {
  switch (kept) {
    case 'written':
      return '';
    case 'full':
      return t('lab.not-kept');
    case 'forbidden':
      return t('lab.kept-nowhere');
    case 'newer':
      return t('lab.kept-newer');
    case 'changed':
      return t('lab.kept-elsewhere');
  }
}

function runText({ t }: Speak, last: Kept | null, kept: Keeping): string {
  switch (last?.kind) {
    case 'kept':
      return last.dropped > 0 ? t('lab.run-dropped') : '';
    case 'full':
      return t('lab.run-not-kept');
    case 'forbidden':
      // Where nothing can be kept, that has been said of the edits.
      return kept === 'forbidden' ? '' : t('lab.run-forbidden');
    case undefined:
      return '';
  }
}

export function KeepingNotes({ view, store, lastRun }: KeepingNotesProps) {
  const words = useWords();
  const { t } = words;
  const { undo, kept, aside } = view;
  const ran = runText(words, lastRun, kept);
  return (
    <>
      {undo && (
        <p className="lab-undo">
          {replacedText(words, undo, view)}{' '}
          <button type="button" className="plain" onClick={store.undo}>
            {t('lab.undo')}
          </button>
        </p>
      )}
      {kept !== 'written' && (
        <p role="status">
          {keepingText(words, kept)}{' '}
          {kept === 'changed' && (
            <>
              <button type="button" className="plain" onClick={store.elsewhere}>
                {t('lab.elsewhere')}
              </button>{' '}
              <button type="button" className="plain" onClick={store.insist}>
                {t('lab.insist')}
              </button>
            </>
          )}
        </p>
      )}
      {aside !== null && <p role="status">{t('lab.aside', { key: aside })}</p>}
      {ran !== '' && <p role="status">{ran}</p>}
    </>
  );
}
