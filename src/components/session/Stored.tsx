/** What is stored in this browser: which version, how much, since when, and how to update it or take it away. */
import { languageTags, type Locale } from '../../i18n/i18n.ts';
import type { OfflinePart } from '../../learn/session/offline/manifest.ts';
import { useWords } from '../lab/words.tsx';
import { megabytes } from './megabytes.ts';
import type { UsedRoom } from './use-room.ts';

interface StoredProps {
  room: UsedRoom;
  locale: Locale;
  busy: boolean;
  chosen: readonly OfflinePart[];
}

export function Stored({
  room: { stored, manifest, unreachable, prepare, remove },
  locale,
  busy,
  chosen,
}: StoredProps) {
  const { t } = useWords();
  const removal = (
    <button type="button" disabled={busy} onClick={remove}>
      {t('session.stored.remove')}
    </button>
  );
  return (
    <section className="room-stored" aria-label={t('session.stored')}>
      <h2>{t('session.stored')}</h2>
      {(stored === null || stored.kind === 'nothing') && <p>{t('session.stored.nothing')}</p>}
      {stored?.kind === 'partial' && (
        <p>
          {t('session.stored.partial')} {removal}
        </p>
      )}
      {stored?.kind === 'stored' && (
        <>
          <dl>
            <dt>{t('session.stored.parts')}</dt>
            <dd>{stored.record.parts.map((part) => t(`session.ready.part.${part}`)).join(t('session.separator'))}</dd>
            <dt>{t('session.stored.size')}</dt>
            <dd>
              {t('session.stored.files', { files: stored.record.files, size: megabytes(locale, stored.record.bytes) })}
            </dd>
            <dt>{t('session.stored.version')}</dt>
            <dd>
              {stored.record.version} ·{' '}
              {new Date(stored.record.stored).toLocaleString(languageTags[locale], {
                dateStyle: 'medium',
                timeStyle: 'short',
              })}
            </dd>
          </dl>
          {unreachable && <p>{t('session.stored.unknown')}</p>}
          {manifest?.version === stored.record.version && <p>{t('session.stored.newest')}</p>}
          {manifest && manifest.version !== stored.record.version && (
            <p className="session-problem" role="status">
              {t('session.stored.outdated', { version: manifest.version })}{' '}
              <button type="button" disabled={busy} onClick={() => prepare(chosen)}>
                {t('session.stored.update')}
              </button>
            </p>
          )}
          <p>{removal}</p>
        </>
      )}
    </section>
  );
}
