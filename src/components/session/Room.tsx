/** "Is this room ready?": judges the machine, stores the site at the reader's word, and runs a lab from what is stored. */
import { useEffect, useState } from 'react';
import type { Locale } from '../../i18n/i18n.ts';
import { bytesOf, chosenFiles, parts, type OfflinePart } from '../../learn/session/offline/manifest.ts';
import { judge, worst, type Check } from '../../learn/session/room.ts';
import { formatSeconds } from '../../trace/format.ts';
import { ProblemNote } from '../lab/ProblemNote.tsx';
import { WordsProvider, useWords } from '../lab/words.tsx';
import { megabytes } from './megabytes.ts';
import { roomFacts } from './room-browser.ts';
import { Stored } from './Stored.tsx';
import { useReady } from './use-ready.ts';
import { useRoom, type RoomState } from './use-room.ts';

interface RoomProps {
  locale: Locale;
  /** The path that the site is served under. */
  base: string;
  /** Address of the data of the lab to run. */
  lab: string;
}

export default function Room(props: RoomProps) {
  return (
    <WordsProvider locale={props.locale}>
      <RoomPage {...props} />
    </WordsProvider>
  );
}

function RoomPage({ base, lab, locale }: RoomProps) {
  const { t } = useWords();
  const ready = useReady();
  const room = useRoom(base, lab);
  const { state, manifest, stored } = room;
  const [chosen, setChosen] = useState<readonly OfflinePart[]>([locale, 'shared', 'python', 'packages']);
  const needed = manifest ? bytesOf(chosenFiles(manifest, chosen)) : 0;
  const checks = useChecks(needed);
  const busy = ['registering', 'storing', 'running'].includes(state.kind);
  const optional = parts.filter((part) => part !== locale && part !== 'shared');

  return (
    <div className="room">
      <fieldset disabled={busy}>
        <legend>{t('session.ready.parts')}</legend>
        <p>{t('session.ready.always')}</p>
        {optional.map((part) => (
          <label key={part}>
            <input
              type="checkbox"
              checked={chosen.includes(part)}
              onChange={({ target }) => {
                setChosen(parts.filter((one) => (one === part ? target.checked : chosen.includes(one))));
              }}
            />{' '}
            {t(`session.ready.part.${part}`)}
            {manifest && (
              <span className="room-size">
                {t('session.ready.size', { size: megabytes(locale, bytesOf(chosenFiles(manifest, [part]))) })}
              </span>
            )}
          </label>
        ))}
      </fieldset>
      <p className="room-act">
        {busy ? (
          <button type="button" onClick={room.stop}>
            {t('session.ready.stop')}
          </button>
        ) : (
          <button type="button" className="primary" disabled={!ready} onClick={() => room.prepare(chosen)}>
            {t('session.ready.start')}
          </button>
        )}
        <span role="status">{busy && <StoringProgress state={state} needed={needed} />}</span>
      </p>
      <Outcome state={state} checks={checks} isStored={stored?.kind === 'stored'} />
      <h2>{t('session.ready.checks')}</h2>
      <ul className="room-checks">
        {checks.map(({ id, verdict }) => {
          const said = verdict === 'good' ? 'good' : 'other';
          return (
            <li key={id} data-verdict={verdict}>
              <b>{t(`session.verdict.${verdict}`)}</b> {t(`session.check.${id}.${said}`)}
            </li>
          );
        })}
      </ul>
      <Stored room={room} locale={locale} busy={busy} chosen={chosen} />
    </div>
  );
}

/** Judged in the page alone; the server that drew it knows nothing of the room. */
function useChecks(needed: number): readonly Check[] {
  const [checks, setChecks] = useState<readonly Check[]>([]);
  useEffect(() => {
    let wanted = true;
    const look = (): void => {
      void roomFacts(needed).then((facts) => {
        if (wanted) setChecks(judge(facts));
      });
    };
    look();
    addEventListener('resize', look);
    return () => {
      wanted = false;
      removeEventListener('resize', look);
    };
  }, [needed]);
  return checks;
}

function StoringProgress({ state, needed }: { state: RoomState; needed: number }) {
  const { t, locale } = useWords();
  if (state.kind === 'registering') return t('session.ready.registering');
  if (state.kind === 'running') return t('session.ready.running');
  if (state.kind !== 'storing') return null;
  return (
    <>
      {t('session.ready.storing', { done: megabytes(locale, state.bytes), all: megabytes(locale, needed) })}{' '}
      <progress
        aria-label={t('session.ready.progress')}
        {...(needed > 0 && { value: Math.min(1, state.bytes / needed) })}
      />
    </>
  );
}

function Outcome({ state, checks, isStored }: { state: RoomState; checks: readonly Check[]; isStored: boolean }) {
  const { t, locale } = useWords();
  switch (state.kind) {
    case 'idle':
    case 'registering':
    case 'storing':
    case 'running':
      return null;
    case 'stopped':
      return <p role="status">{t('session.ready.stopped')}</p>;
    case 'failed':
      return (
        <p className="session-problem" role="alert">
          {t(`session.ready.failed.${state.reason}`, { path: state.path })}
        </p>
      );
    case 'done': {
      const { tried } = state;
      if (tried.kind === 'failed') return <ProblemNote problem={tried.problem} />;
      if (tried.kind !== 'same') {
        return (
          <p className="session-problem" role="alert">
            {t(`session.ready.lab.${tried.kind}`)}
          </p>
        );
      }
      const time = formatSeconds(locale, tried.seconds);
      const verdict = isStored ? worst(checks.filter(({ id }) => id !== 'room')) : 'bad';
      return (
        <p className="room-verdict" data-verdict={verdict} role="status">
          <b>{t(`session.ready.verdict.${verdict}`)}</b> {t('session.ready.lab.same', { time })}
        </p>
      );
    }
  }
}
