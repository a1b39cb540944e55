/** One step of the plan that is being made, with its place in the order. */
import type { Catalog } from '../../learn/session/catalog.ts';
import { subjectOf } from '../../learn/session/catalog.ts';
import type { Step } from '../../learn/session/plan.ts';
import { useWords } from '../lab/words.tsx';
import { StepFields } from './StepFields.tsx';

interface StepEditorProps {
  step: Step;
  index: number;
  all: number;
  catalog: Catalog;
  onChange: (step: Step) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}

export function StepEditor({ step, index, all, catalog, onChange, onMove, onRemove }: StepEditorProps) {
  const { t } = useWords();
  const number = index + 1;
  return (
    <li className="plan-step">
      <details>
        <summary>
          <span className="plan-step-kind">{t(`session.kind.${step.kind}`)}</span>{' '}
          <span className="plan-step-title">{subjectOf(catalog, step).title}</span>{' '}
          <span className="plan-step-minutes">
            {t('session.minutes', { minutes: Number.isNaN(step.minutes) ? '–' : step.minutes })}
          </span>
        </summary>
        <StepFields step={step} catalog={catalog} onChange={onChange} />
      </details>
      <span className="plan-step-buttons">
        <button
          type="button"
          disabled={index === 0}
          aria-label={t('session.plan.up', { number })}
          onClick={() => onMove(-1)}
        >
          ↑
        </button>
        <button
          type="button"
          disabled={number === all}
          aria-label={t('session.plan.down', { number })}
          onClick={() => onMove(1)}
        >
          ↓
        </button>
        <button type="button" disabled={all === 1} aria-label={t('session.plan.remove', { number })} onClick={onRemove}>
          ×
        </button>
      </span>
    </li>
  );
}
