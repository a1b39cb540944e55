/** What is real in a lab and what is not, what real servers did with it, and a way to see that for oneself. */
import type { LoadedLab } from '../../../lab/jobs.ts';
import type { Origin } from '../../../lab/origin.ts';
import { slack } from '../../../measurements/model.ts';
import { formatShare } from '../../../trace/format.ts';
import { addressOf } from '../../site/page.ts';
import { useWords } from '../words.tsx';
import type { Compared } from './compared.ts';
import { ComparedTable } from './ComparedTable.tsx';
import { Replay } from './Replay.tsx';

interface HonestyProps {
  /** The lab with the reader's edits. */
  now: LoadedLab;
  compared: readonly Compared[];
  origin: Origin;
  /** False while the page cannot react yet. */
  ready: boolean;
}

export function Honesty({ now, compared, origin, ready }: HonestyProps) {
  const { t, locale } = useWords();
  return (
    <details className="lab-honesty">
      <summary>{t('honesty.title')}</summary>
      <div>
        <p>{t('honesty.real')}</p>
        <p>
          {t('honesty.virtual')} <a href={addressOf('real-and-virtual', locale)}>{t('honesty.more')}</a>
        </p>
        {compared.length === 0 ? (
          <p>{t('honesty.none')}</p>
        ) : (
          <>
            <p>{t('honesty.model', { share: formatShare(locale, slack - 1) })}</p>
            {compared.map((one) => (
              <ComparedTable key={`${one.about.machine} ${one.about.python}`} compared={one} lab={now} />
            ))}
          </>
        )}
        <Replay now={now} origin={origin} ready={ready} />
      </div>
    </details>
  );
}
