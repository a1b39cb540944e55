/** Why an address opens no plan, and what to do about it. */
import type { OpenedPlan } from '../../learn/session/plan-link.ts';
import { useWords } from '../lab/words.tsx';

interface PlanProblemProps {
  problem: Exclude<OpenedPlan, { kind: 'plan' | 'none' }>;
  /** Address of the page on which plans are chosen and made; no link without it. */
  plans?: string;
}

export function PlanProblem({ problem, plans }: PlanProblemProps) {
  const { t } = useWords();
  const name = problem.kind === 'unknown' ? problem.name : '';
  return (
    <p className="session-problem" role="alert">
      {t(`session.link.${problem.kind}`, { name })} {t('session.link.next')}{' '}
      {plans !== undefined && <a href={plans}>{t('session.link.choose')}</a>}
    </p>
  );
}
