/** The second window: what to say and ask on the screen that the projector shows, what comes next, and the same controls. */
import { useEffect, useRef, useState } from 'react';
import type { Locale } from '../../i18n/i18n.ts';
import { joinAsNotes, sessionOf, type ToNotes, type ToProjector } from '../../learn/session/channel.ts';
import type { Catalog } from '../../learn/session/catalog.ts';
import { screensOf } from '../../learn/session/screens.ts';
import type { ShowAction } from '../../learn/session/show.ts';
import { WordsProvider, useWords } from '../lab/words.tsx';
import { headingOf } from './ScreenView.tsx';
import type { SessionData } from './session-data.ts';
import { ShowBar } from './ShowBar.tsx';
import { HandCounter } from './Tally.tsx';

interface NotesProps {
  locale: Locale;
  /** JSON of a SessionData. */
  data: string;
}

type Heard =
  | { kind: 'waiting' }
  /** Nobody answers. */
  | { kind: 'alone' }
  | { kind: 'gone' }
  | Extract<ToNotes, { kind: 'show' }>;

/** Milliseconds after which a projector that has not answered is not there. */
const timeout = 3000;

export default function Notes({ locale, data: text }: NotesProps) {
  const [{ catalog }] = useState(() => JSON.parse(text) as SessionData);
  return (
    <WordsProvider locale={locale}>
      <Heard catalog={catalog} />
    </WordsProvider>
  );
}

function useProjector(): { heard: Heard; dispatch: (deed: ShowAction) => void } {
  const [heard, setHeard] = useState<Heard>({ kind: 'waiting' });
  const say = useRef<(message: ToProjector) => void>(() => undefined);
  useEffect(() => {
    const session = sessionOf(location.hash.slice(1)) ?? '';
    const joined = joinAsNotes(session, setHeard);
    say.current = joined.say;
    joined.say({ kind: 'hello' });
    const timer = setTimeout(() => {
      setHeard((before) => (before.kind === 'waiting' ? { kind: 'alone' } : before));
    }, timeout);
    return () => {
      clearTimeout(timer);
      joined.close();
    };
  }, []);
  return {
    heard,
    dispatch: (deed) => {
      say.current({ kind: 'act', act: deed });
    },
  };
}

function Heard({ catalog }: { catalog: Catalog }) {
  const words = useWords();
  const { t } = words;
  const { heard, dispatch } = useProjector();
  if (heard.kind !== 'show') {
    return (
      <>
        <h1>{t('session.title.notes')}</h1>
        <p className="session-problem" role={heard.kind === 'waiting' ? 'status' : 'alert'}>
          {t(`session.notes.${heard.kind}`)}
        </p>
      </>
    );
  }
  const { plan, show } = heard;
  const screens = screensOf(plan);
  const screen = screens[show.at] ?? { kind: 'end' };
  const next = screens[show.at + 1];
  const index = 'step' in screen ? screen.step : null;
  const step = index === null ? null : (plan.steps[index] ?? null);
  const lab = screen.kind === 'step' && step?.kind === 'lab' ? screen.step : null;
  return (
    <div className="notes">
      <ShowBar
        plan={plan}
        show={show}
        lab={lab}
        dispatch={dispatch}
        onMove={(by) => {
          dispatch({ kind: 'go', to: show.at + by, now: Date.now() });
        }}
      />
      <h1>{headingOf(words, plan, catalog, screen)}</h1>
      {step && (
        <>
          <h2>{t('session.say')}</h2>
          <p className="notes-say">{step.say === '' ? t('session.say.none') : step.say}</p>
          {step.ask !== '' && (
            <>
              <h2>{t('session.ask')}</h2>
              <p>{step.ask}</p>
              {step.choices.length > 0 && index !== null && (
                <HandCounter step={step} index={index} hands={show.tallies[index] ?? []} dispatch={dispatch} />
              )}
            </>
          )}
        </>
      )}
      <h2>{t('session.after')}</h2>
      <p>{next ? headingOf(words, plan, catalog, next) : t('session.after.none')}</p>
    </div>
  );
}
