/**
 * Chooses a ready plan, or makes one from it, and hands out its link. The plan lies in the page's own address and in the browser, so a reload
 * loses nothing.
 */
import { useStore } from '@nanostores/react';
import { useEffect, useState } from 'react';
import type { Locale } from '../../i18n/i18n.ts';
import { added, moved, removed } from '../../learn/session/edit.ts';
import { storage } from '../../learn/browser-storage.ts';
import { createMaking, type MakingStore } from '../../learn/session/making.ts';
import { newStep } from '../../learn/session/new-step.ts';
import { limits, minutesOf, planSchema, type Plan, type Step, type StepKind } from '../../learn/session/plan.ts';
import { madeFragment, openPlan, type OpenedPlan } from '../../learn/session/plan-link.ts';
import { WordsProvider, useWords } from '../lab/words.tsx';
import { PlanLink } from './PlanLink.tsx';
import { PlanProblem } from './PlanProblem.tsx';
import { PlanSheet } from './PlanSheet.tsx';
import { ReadyPlans } from './ReadyPlans.tsx';
import type { SessionData } from './session-data.ts';
import { StepEditor } from './StepEditor.tsx';
import { useReady } from './use-ready.ts';

interface PlannerProps {
  locale: Locale;
  /** JSON of a SessionData. */
  data: string;
}

type Opened = OpenedPlan['kind'];
type Trouble = Exclude<OpenedPlan, { kind: 'plan' | 'none' }>;

export default function Planner({ locale, data: text }: PlannerProps) {
  const [data] = useState(() => JSON.parse(text) as SessionData);
  return (
    <WordsProvider locale={locale}>
      <Choice data={data} />
    </WordsProvider>
  );
}

function Choice({ data }: { data: SessionData }) {
  const { t, locale } = useWords();
  const [store] = useState(() => createMaking(storage));
  const { plan, taken, undo, refused, kept } = useStore(store.view);
  const ready = useReady();
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  useEffect(() => {
    let wanted = true;
    const fragment = hash();
    void openPlan(fragment, data.ready).then((opened) => {
      if (!wanted) return;
      store.restore(opened.kind === 'plan' ? opened.plan : null, fragment);
      setTrouble(isTrouble(opened) ? opened : null);
    });
    return () => {
      wanted = false;
    };
  }, [data, store]);

  return (
    <div className="planner">
      {trouble && <PlanProblem problem={trouble} />}
      <ReadyPlans
        ready={data.ready}
        present={data.pages.present}
        more={(start) => (
          <>
            <button
              type="button"
              className="needs-script"
              aria-label={`${t('session.plan.own')}: ${start.title}`}
              disabled={!ready}
              onClick={() => {
                setTrouble(null);
                store.take(start);
              }}
            >
              {t('session.plan.own')}
            </button>
            <details>
              <summary>{t('session.plan.script')}</summary>
              <PlanSheet locale={locale} plan={start} catalog={data.catalog} />
            </details>
          </>
        )}
      />
      <div role="status">
        {undo !== null && (
          <p className="session-problem">
            {t('session.plan.set-aside')}{' '}
            <button type="button" onClick={store.undo}>
              {t('lab.undo')}
            </button>
          </p>
        )}
        {plan && kept !== 'written' && <p className="session-problem">{t('session.plan.not-kept')}</p>}
      </div>
      <div aria-live="assertive">{refused && <p className="session-problem">{t('lab.refused')}</p>}</div>
      {plan && <Making key={taken} data={data} plan={plan} store={store} />}
    </div>
  );
}

/** What the page's own address says. */
const hash = (): string => location.hash.slice(1);

function isTrouble(opened: { kind: Opened }): opened is Trouble {
  return opened.kind !== 'plan' && opened.kind !== 'none';
}

/** The plan as it can travel: lines that are empty are no choices. */
function tidy(plan: Plan): Plan {
  return {
    ...plan,
    steps: plan.steps.map((step) => ({ ...step, choices: step.choices.map((one) => one.trim()).filter(Boolean) })),
  };
}

const kinds: readonly StepKind[] = ['section', 'lab', 'exercise', 'discussion'];

function Making({ data, plan, store }: { data: SessionData; plan: Plan; store: MakingStore }) {
  const { t, locale } = useWords();
  const { catalog } = data;
  const checked = planSchema.safeParse(tidy(plan));
  const [kind, setKind] = useState<StepKind>('lab');
  // Steps have no names of their own; these keep an open step open, and its buttons in focus, when it moves.
  const [keys, setKeys] = useState<readonly number[]>(() => plan.steps.map((_, index) => index));
  const onPlan = (next: Plan): void => {
    store.edit(next, hash());
  };
  const onSteps = (steps: readonly Step[]): void => {
    onPlan({ ...plan, steps: [...steps] });
  };
  const choosable = kinds.filter((one) => newStep(one, catalog, '-') !== null);
  return (
    <section className="plan-making" aria-label={t('session.plan.yours')}>
      <p className="plan-field">
        <label htmlFor="plan-title">{t('session.plan.title')}</label>
        <input
          id="plan-title"
          required
          maxLength={limits.title}
          value={plan.title}
          onChange={({ target }) => {
            onPlan({ ...plan, title: target.value });
          }}
        />
      </p>
      <ol className="plan-steps">
        {plan.steps.map((step, index) => (
          <StepEditor
            key={keys[index] ?? index}
            step={step}
            index={index}
            all={plan.steps.length}
            catalog={catalog}
            onChange={(next) => onSteps(plan.steps.with(index, next))}
            onMove={(by) => {
              onSteps(moved(plan.steps, index, by));
              setKeys(moved(keys, index, by));
            }}
            onRemove={() => {
              const steps = [...removed(plan.steps, index)];
              if (store.cut({ ...plan, steps }, hash())) setKeys(removed(keys, index));
            }}
          />
        ))}
      </ol>
      <p className="plan-add">
        <label htmlFor="plan-kind">{t('session.plan.kind')}</label>
        <select
          id="plan-kind"
          value={kind}
          onChange={({ target }) => {
            setKind(choosable.find((one) => one === target.value) ?? 'discussion');
          }}
        >
          {choosable.map((one) => (
            <option key={one} value={one}>
              {t(`session.kind.${one}`)}
            </option>
          ))}
        </select>
        <button
          type="button"
          disabled={plan.steps.length >= limits.steps}
          onClick={() => {
            const step = newStep(kind, catalog, t('session.plan.new-topic'));
            if (!step) return;
            onSteps(added(plan.steps, step, limits.steps));
            setKeys(added(keys, Math.max(...keys) + 1, limits.steps));
          }}
        >
          {t('session.plan.add')}
        </button>
        <output>{t('session.plan.total', { minutes: minutesOf(plan) || '–' })}</output>
      </p>
      {checked.success ? (
        <PlanLink plan={checked.data} present={data.pages.present} fragmentOf={madeFragment} />
      ) : (
        <p className="session-problem" role="status">
          {t('session.plan.incomplete', { place: placeOf(checked.error.issues[0]?.path ?? []) })}
        </p>
      )}
      <div className="plan-print">
        <h2>{plan.title}</h2>
        <PlanSheet locale={locale} plan={plan} catalog={catalog} />
      </div>
    </section>
  );
}

/** The number of the step in which something is missing; a dash for the plan's own title. */
function placeOf(path: readonly PropertyKey[]): string {
  const [, index] = path;
  return typeof index === 'number' ? String(index + 1) : '–';
}
