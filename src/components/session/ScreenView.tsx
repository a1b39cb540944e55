/** One screen of the show, in large type: its idea, its question, or its lab's title (the lab itself is kept beside: Stage.tsx). */
import type { ReactNode } from 'react';
import { subjectOf, type Catalog } from '../../learn/session/catalog.ts';
import { minutesOf, type Plan, type Step } from '../../learn/session/plan.ts';
import type { Screen } from '../../learn/session/screens.ts';
import type { ShowAction, Show } from '../../learn/session/show.ts';
import { useWords, type Speak } from '../lab/words.tsx';
import { HandCounter } from './Tally.tsx';

interface ScreenViewProps {
  plan: Plan;
  catalog: Catalog;
  screen: Screen;
  show: Show;
  dispatch: (deed: ShowAction) => void;
}

/** What a screen is called: its heading, which is also what is announced. */
export function headingOf({ t }: Speak, plan: Plan, catalog: Catalog, screen: Screen): string {
  if (screen.kind === 'title') return plan.title;
  if (screen.kind === 'end') return t('session.end');
  const step = plan.steps[screen.step];
  if (!step) return plan.title;
  if (screen.kind === 'question') return step.ask;
  const subject = subjectOf(catalog, step);
  return subject.kind === 'section' && subject.idea !== '' ? subject.idea : subject.title;
}

function Frame({
  eyebrow,
  heading,
  size,
  children,
}: {
  eyebrow?: ReactNode;
  heading: string;
  size: string;
  children?: ReactNode;
}) {
  return (
    <div className="show-screen" data-size={size}>
      {eyebrow !== undefined && <p className="show-eyebrow">{eyebrow}</p>}
      <h1 tabIndex={-1}>{heading}</h1>
      {children}
    </div>
  );
}

export function ScreenView({ plan, catalog, screen, show, dispatch }: ScreenViewProps) {
  const words = useWords();
  const { t } = words;
  const heading = headingOf(words, plan, catalog, screen);
  if (screen.kind === 'title') {
    return (
      <Frame size="idea" heading={heading} eyebrow={t('session.minutes', { minutes: minutesOf(plan) })}>
        <p className="show-hint">{t('session.begin')}</p>
      </Frame>
    );
  }
  if (screen.kind === 'end') {
    const seen = plan.steps.flatMap((step) => {
      const subject = subjectOf(catalog, step);
      return 'address' in subject ? [{ title: subject.title, address: subject.address }] : [];
    });
    return (
      <Frame size="idea" heading={heading}>
        <p>{t('session.end.text')}</p>
        <ul className="show-links">
          {seen.map(({ title, address }, index) => (
            <li key={index}>
              <a href={address} target="_blank" rel="noopener">
                {title}
              </a>
            </li>
          ))}
        </ul>
      </Frame>
    );
  }
  const step = plan.steps[screen.step];
  if (!step) return null;
  if (screen.kind === 'question') {
    return (
      <Frame size="idea" heading={heading} eyebrow={<Eyebrow step={step} catalog={catalog} />}>
        {step.choices.length > 0 && (
          <HandCounter step={step} index={screen.step} hands={show.tallies[screen.step] ?? []} dispatch={dispatch} />
        )}
      </Frame>
    );
  }
  return <StepScreen step={step} heading={heading} catalog={catalog} />;
}

/** What a screen belongs to. */
function Eyebrow({ step, catalog }: { step: Step; catalog: Catalog }) {
  const { t } = useWords();
  const subject = subjectOf(catalog, step);
  if (subject.kind === 'section') return <>{`${subject.chapter.title} · ${subject.title}`}</>;
  if (subject.kind === 'lab') return <>{t('session.kind.lab')}</>;
  if (subject.kind === 'exercise') return <>{`${t('session.kind.exercise')} · ${subject.title}`}</>;
  return <>{subject.title}</>;
}

function StepScreen({ step, heading, catalog }: { step: Step; heading: string; catalog: Catalog }) {
  const { t } = useWords();
  const subject = subjectOf(catalog, step);
  const eyebrow = <Eyebrow step={step} catalog={catalog} />;
  switch (subject.kind) {
    case 'section':
      return (
        <Frame size="idea" heading={heading} eyebrow={eyebrow}>
          <p className="show-hint">
            <a href={subject.address} target="_blank" rel="noopener">
              {t('session.read')}
            </a>
          </p>
        </Frame>
      );
    case 'lab':
      return <Frame size="lab" heading={heading} eyebrow={eyebrow} />;
    case 'exercise':
      return (
        <Frame size="task" heading={heading} eyebrow={t('session.kind.exercise')}>
          {subject.exercise.task.map((paragraph, index) => (
            <p key={index}>{paragraph}</p>
          ))}
          <p className="show-hint">
            <a href={subject.address} target="_blank" rel="noopener">
              {t('session.exercise.open')}
            </a>
          </p>
        </Frame>
      );
    case 'discussion':
      return <Frame size="idea" heading={heading} />;
    case 'missing':
      return (
        <Frame size="idea" heading={t('session.missing', { name: subject.title })}>
          <p>{t('session.missing.next')}</p>
        </Frame>
      );
  }
}
