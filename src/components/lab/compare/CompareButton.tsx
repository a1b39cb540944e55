/** The way to two runs over each other: fetched at the first press, and a fetch that fails is told and can be tried again. */
import { useState, type ComponentType } from 'react';
import type { UsedLab } from '../use-lab.ts';
import { useWords } from '../words.tsx';

type Loading =
  | { kind: 'closed' }
  | { kind: 'loading' }
  | { kind: 'failed' }
  | { kind: 'open'; Compare: ComponentType<{ lab: UsedLab }> };

export function CompareButton({ lab }: { lab: UsedLab }) {
  const { t } = useWords();
  const [state, setState] = useState<Loading>({ kind: 'closed' });

  function press(): void {
    if (state.kind === 'open') {
      setState({ kind: 'closed' });
      return;
    }
    setState({ kind: 'loading' });
    import('./Compare.tsx').then(
      (module) => {
        setState({ kind: 'open', Compare: module.default });
      },
      () => {
        setState({ kind: 'failed' });
      },
    );
  }

  return (
    <>
      <button
        type="button"
        className="plain"
        aria-expanded={state.kind === 'open'}
        aria-busy={state.kind === 'loading'}
        onClick={press}
      >
        {t('compare.title')}
      </button>
      {state.kind === 'failed' && <span role="alert">{t('compare.failed')}</span>}
      {state.kind === 'open' && <state.Compare lab={lab} />}
    </>
  );
}
