/** The plan that the address names, and another one when the address changes. */
import { useEffect, useState } from 'react';
import type { Plan } from '../../learn/session/plan.ts';
import { openPlan, type OpenedPlan } from '../../learn/session/plan-link.ts';

export type PlanState = { kind: 'opening' } | (OpenedPlan & { fragment: string });

export function usePlan(ready: Readonly<Record<string, Plan>>): PlanState {
  const [state, setState] = useState<PlanState>({ kind: 'opening' });
  useEffect(() => {
    let latest = 0;
    const open = async (): Promise<void> => {
      latest += 1;
      const mine = latest;
      const fragment = location.hash.slice(1);
      const opened = await openPlan(fragment, ready);
      if (mine === latest) setState({ ...opened, fragment });
    };
    const onChange = (): void => void open();
    onChange();
    addEventListener('hashchange', onChange);
    return () => {
      latest = -1;
      removeEventListener('hashchange', onChange);
    };
  }, [ready]);
  return state;
}
