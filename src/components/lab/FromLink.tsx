/** Where the code on the screen came from a link or a file, or a link could not be opened: said before anything can be run, with the way back. */
import { originOf } from '../../lab/draft.ts';
import type { LabStore, LabView } from '../../workbench/lab-store.ts';
import { useWords } from './words.tsx';

interface FromLinkProps {
  view: LabView;
  store: LabStore;
}

export function FromLink({ view: { draft, linked, touched, again, badLink }, store }: FromLinkProps) {
  const { t } = useWords();
  if (badLink !== null) {
    return (
      <p className="lab-note" role="alert">
        {t(`link.${badLink}`)}
      </p>
    );
  }
  const origin = originOf(draft, linked);
  if (!linked && origin === 'own') return null;
  return (
    <div className="lab-note lab-linked" role="note">
      <p>
        <b>{t(origin === 'import' ? 'link.imported' : 'link.opened')}</b>{' '}
        {t(linked ? 'link.opened.next' : 'link.imported.next')} {again && t('link.again')}
      </p>
      <div>
        {touched && (
          <button type="button" className="plain" onClick={store.asLinked}>
            {t('link.as-it-came')}
          </button>
        )}
        {linked && (
          <button type="button" className="plain" onClick={store.discardShared}>
            {t('link.own')}
          </button>
        )}
        <button type="button" className="plain" onClick={store.saveShared}>
          {t('link.adopt')}
        </button>
      </div>
    </div>
  );
}
