/** Where the code on the screen came from a link, or a link could not be opened: said before anything can be run, with the way back. */
import type { LabStore, LabView } from './lab-store.ts';
import { useWords } from './words.tsx';

interface FromLinkProps {
  view: LabView;
  store: LabStore;
}

export function FromLink({ view: { linked, touched, again, badLink }, store }: FromLinkProps) {
  const { t } = useWords();
  if (badLink !== null) {
    return (
      <p className="lab-note" role="alert">
        {t(`link.${badLink}`)}
      </p>
    );
  }
  if (!linked) return null;
  return (
    <div className="lab-note lab-linked" role="note">
      <p>
        <b>{t('link.opened')}</b> {t('link.opened.next')} {again && t('link.again')}
      </p>
      <div>
        {touched && (
          <button type="button" className="plain" onClick={store.asLinked}>
            {t('link.as-it-came')}
          </button>
        )}
        <button type="button" className="plain" onClick={store.own}>
          {t('link.own')}
        </button>
        <button type="button" className="plain" onClick={store.adopt}>
          {t('link.adopt')}
        </button>
      </div>
    </div>
  );
}
