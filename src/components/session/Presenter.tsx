/** The projector's window: opens the plan that its address names and shows it, one screen at a time. */
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Locale } from '../../i18n/i18n.ts';
import { notesFragment } from '../../learn/session/channel.ts';
import type { Plan } from '../../learn/session/plan.ts';
import { WordsProvider, useWords } from '../lab/words.tsx';
import { PlanProblem } from './PlanProblem.tsx';
import { ReadyPlans } from './ReadyPlans.tsx';
import { headingOf, ScreenView } from './ScreenView.tsx';
import type { SessionData } from './session-data.ts';
import { ShowBar } from './ShowBar.tsx';
import { Stage } from './Stage.tsx';
import { useKeys, type KeyDeeds } from './use-keys.ts';
import { usePlan } from './use-plan.ts';
import { useShow } from './use-show.ts';

interface PresenterProps {
  locale: Locale;
  /** JSON of a SessionData. */
  data: string;
  /** Where the data of each lab lies. */
  labs: Readonly<Record<string, string>>;
}

export default function Presenter({ locale, data: text, labs }: PresenterProps) {
  const [data] = useState(() => JSON.parse(text) as SessionData);
  return (
    <WordsProvider locale={locale}>
      <PlanGate data={data} labs={labs} />
    </WordsProvider>
  );
}

interface PlanGateProps extends Pick<PresenterProps, 'labs'> {
  data: SessionData;
}

function PlanGate({ data, labs }: PlanGateProps) {
  const { t } = useWords();
  const opened = usePlan(data.ready);
  switch (opened.kind) {
    case 'opening':
      return <p role="status">{t('session.opening')}</p>;
    case 'plan':
      return <Projector key={opened.fragment} data={data} labs={labs} plan={opened.plan} fragment={opened.fragment} />;
    case 'none':
      return (
        <div className="show-choose">
          <h1>{t('session.choose')}</h1>
          <ReadyPlans ready={data.ready} present={data.pages.present} />
          <p>
            <a href={data.pages.plan}>{t('session.link.choose')}</a>
          </p>
        </div>
      );
    case 'damaged':
    case 'oversized':
    case 'strange':
    case 'unknown':
      return (
        <div className="show-choose">
          <h1>{t('session.choose')}</h1>
          <PlanProblem problem={opened} plans={data.pages.plan} />
          <ReadyPlans ready={data.ready} present={data.pages.present} />
        </div>
      );
  }
}

interface ProjectorProps extends PlanGateProps {
  plan: Plan;
  fragment: string;
}

function Projector({ data, labs, plan, fragment }: ProjectorProps) {
  const words = useWords();
  const { t } = words;
  const { session, show, screens, screen, refused, dispatch, move } = useShow(plan, fragment);
  const [notesBlocked, setNotesBlocked] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const heading = headingOf(words, plan, data.catalog, screen);
  const lab = screen.kind === 'step' && plan.steps[screen.step]?.kind === 'lab' ? screen.step : null;
  const staged = useStaged(lab);
  const notes = `${data.pages.notes}#${notesFragment(session)}`;

  // A new screen is read from its heading on; whoever is at the buttons stays there.
  const shownAt = useRef(show.at);
  useEffect(() => {
    if (shownAt.current === show.at) return;
    shownAt.current = show.at;
    if (document.activeElement?.closest('.show-bar')) return;
    root.current?.querySelector('h1')?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [show.at]);

  const actions = useMemo(
    (): KeyDeeds => ({
      move,
      jump: (to) => {
        dispatch({ kind: 'go', to: to === 'first' ? 0 : screens.length - 1, now: Date.now() });
      },
      reveal: () => {
        if (lab !== null) dispatch({ kind: 'reveal', step: lab, shown: !show.revealed.includes(lab) });
      },
    }),
    [move, dispatch, screens.length, lab, show.revealed],
  );
  useKeys(actions);

  return (
    <div className="show" ref={root}>
      <p className="sr-only" role="status">
        {t('session.place.said', { at: show.at + 1, all: screens.length, heading })}
      </p>
      <div className="show-main">
        <ScreenView plan={plan} catalog={data.catalog} screen={screen} show={show} dispatch={dispatch} />
        {staged !== null && (
          <Stage
            plan={plan}
            catalog={data.catalog}
            index={staged}
            visible={staged === lab}
            show={show}
            labs={labs}
            dispatch={dispatch}
          />
        )}
      </div>
      <div aria-live="assertive">{refused && <p className="session-problem">{t('lab.refused')}</p>}</div>
      {notesBlocked && (
        <p className="session-problem" role="alert">
          {t('session.notes.blocked')}{' '}
          <a href={notes} target="_blank" rel="noopener" onClick={() => setNotesBlocked(false)}>
            {t('session.notes.open')}
          </a>
        </p>
      )}
      <ShowBar
        plan={plan}
        show={show}
        lab={lab}
        dispatch={dispatch}
        onMove={move}
        onNotes={() => {
          setNotesBlocked(open(notes, `waitlab-notes-${session}`, 'popup,width=720,height=820') === null);
        }}
        onFullScreen={() => {
          // Refused where the browser has no full screen; then the window stays as it is.
          const change = document.fullscreenElement
            ? document.exitFullscreen()
            : document.documentElement.requestFullscreen();
          change.catch(() => undefined);
        }}
      />
    </div>
  );
}

/** The lab that was shown last: it stays while other screens are shown. */
function useStaged(lab: number | null): number | null {
  const [staged, setStaged] = useState(lab);
  if (lab !== null && lab !== staged) setStaged(lab);
  return lab ?? staged;
}
