/** What has become of the reader's work, where it needs saying: given way, refused, not kept, kept elsewhere, set aside. */
import type { Keeping } from '../../learn/draft-desk.ts';
import type { Undo } from '../../learn/draft-versions.ts';
import type { KeepingResult } from '../../learn/runs.ts';
import { isEdited } from '../../lab/draft.ts';
import type { LabStore, LabView } from '../../workbench/lab-store.ts';
import { useWords, type Speak } from './words.tsx';

interface KeepingNotesProps {
  view: LabView;
  store: LabStore;
  /** What became of the last run. */
  lastRun: KeepingResult | null;
}

/** Why something gave way, where that is not said by what is on the screen now. */
const told = ['link', 'own', 'adopt', 'tab', 'insist', 'back'] as const;

function replacedText({ t }: Speak, { why }: Undo, view: LabView): string {
  const reason = told.find((one) => one === why);
  if (reason) return t(`lab.replaced.${reason}`);
  return t(isEdited(view.draft) ? 'lab.replaced.some' : 'lab.replaced');
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

function runText({ t }: Speak, last: KeepingResult | null, kept: Keeping): string {
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

/** The regions are there before they have anything to say, so that it is heard. */
export function KeepingNotes({ view, store, lastRun }: KeepingNotesProps) {
  const words = useWords();
  const { t } = words;
  const { undo, kept, damaged, refused } = view;
  const ran = runText(words, lastRun, kept);
  return (
    <>
      <div role="status">
        {undo && (
          <p className="lab-undo">
            {replacedText(words, undo, view)} {t(undo.backup === null ? 'lab.set-aside.not' : 'lab.set-aside')}{' '}
            <button type="button" className="plain" onClick={store.undo}>
              {t('lab.undo')}
            </button>
          </p>
        )}
        {kept !== 'written' && (
          <p>
            {keepingText(words, kept)}{' '}
            {kept === 'changed' && (
              <>
                <button type="button" className="plain" onClick={store.loadRemote}>
                  {t('lab.elsewhere')}
                </button>{' '}
                <button type="button" className="plain" onClick={store.overwrite}>
                  {t('lab.insist')}
                </button>
              </>
            )}
          </p>
        )}
        {damaged !== null && <p>{t('lab.aside', { key: damaged })}</p>}
        {ran !== '' && <p>{ran}</p>}
      </div>
      <div aria-live="assertive">{refused && <p>{t('lab.refused')}</p>}</div>
    </>
  );
}
