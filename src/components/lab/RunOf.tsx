/** Run for the lab as the reader has it now, and below it what the reader must be told of their draft and of the engine. */
import { programId, type LoadedLab } from '../../lab/jobs.ts';
import { KeepingNotes } from './KeepingNotes.tsx';
import { ProblemNote } from './ProblemNote.tsx';
import { RunBar } from './RunBar.tsx';
import type { UsedLab } from './use-lab.ts';
import { useWords } from './words.tsx';

interface RunOfProps {
  lab: UsedLab;
  now: LoadedLab;
  onRun: () => void;
}

export function RunOf({ lab: { store, view }, now, onRun }: RunOfProps) {
  const { label } = useWords();
  const { state, problems, result, stale } = view;
  const nameOf = (id: string): string => {
    const side = now.lab.sides.find((one) => programId(one, now.name) === id);
    return side ? label(side.name) : id;
  };
  return (
    <RunBar
      state={state}
      result={result}
      stale={stale}
      disabled={problems.length > 0 && state.kind !== 'running' && state.kind !== 'loading'}
      nameOf={nameOf}
      onRun={onRun}
      onStop={store.stop}
    />
  );
}

export function RunNotes({ lab: { store, view, kept } }: Pick<RunOfProps, 'lab'>) {
  const { t } = useWords();
  const { state, problems } = view;
  return (
    <div className="lab-notes">
      <KeepingNotes view={view} store={store} lastRun={kept.last} />
      {view.unrecorded && <p role="status">{t('lab.unrecorded')}</p>}
      {problems.map((problem, index) => (
        <ProblemNote key={index} problem={problem} />
      ))}
      {state.kind === 'failed' && <ProblemNote problem={state.problem} />}
    </div>
  );
}
