/**
 * The lab of the show. It stays as it is while other screens are shown, with its result, and gives way to the next lab, for a machine
 * holds only so many interpreters. Its result is hidden until it is revealed.
 */
import { useEffect, useRef } from 'react';
import type { Catalog } from '../../learn/session/catalog.ts';
import { subjectOf } from '../../learn/session/catalog.ts';
import type { Plan } from '../../learn/session/plan.ts';
import type { ShowAction, Show } from '../../learn/session/show.ts';
import { freshDraft } from '../../lab/draft.ts';
import { useWords } from '../lab/words.tsx';
import { LabStage } from './LabStage.tsx';
import { TallyChart } from './Tally.tsx';

interface StageProps {
  plan: Plan;
  catalog: Catalog;
  /** Index of the step whose lab is on the stage. */
  index: number;
  visible: boolean;
  show: Show;
  /** Where the data of each lab lies. */
  labs: Readonly<Record<string, string>>;
  dispatch: (deed: ShowAction) => void;
}

export function Stage({ plan, catalog, index, visible, show, labs, dispatch }: StageProps) {
  const { t } = useWords();
  const body = useRef<HTMLDivElement>(null);
  const shown = visible && show.revealed.includes(index);
  useEffect(() => {
    if (shown) body.current?.querySelector('.lab-result')?.scrollIntoView({ block: 'nearest' });
  }, [shown]);
  const step = plan.steps[index];
  if (step?.kind !== 'lab') return null;
  const subject = subjectOf(catalog, step);
  if (subject.kind !== 'lab') return null;
  const revealed = show.revealed.includes(index);
  const hasTally = revealed && step.choices.length > 0;
  return (
    <section className="show-stage" hidden={!visible} data-tally={hasTally} aria-label={t('session.kind.lab')}>
      {hasTally && <TallyChart step={step} hands={show.tallies[index] ?? []} />}
      {!revealed && <p className="show-hidden">{t('session.hidden')}</p>}
      <div className="lab" ref={body} data-result={revealed ? 'shown' : 'hidden'}>
        <LabStage
          key={`${String(show.round)} ${String(index)}`}
          lab={subject.lab.name}
          address={labs[subject.lab.name] ?? ''}
          draft={show.drafts[index] ?? { ...freshDraft, change: subject.change?.id ?? null }}
          onDraft={(draft) => {
            dispatch({ kind: 'draft', step: index, draft });
          }}
        />
      </div>
    </section>
  );
}
