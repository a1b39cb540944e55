/** Run for the lab as the reader has it now, and below it what the reader must be told of their draft and of the engine. */
import { programId, type LoadedLab } from '../../lab/jobs.ts';
import type { ProblemCode } from '../../contract/problem.ts';
import type { Unrecorded } from '../../workbench/fetch-recording.ts';
import { KeepingNotes } from './KeepingNotes.tsx';
import { ProblemNote } from './ProblemNote.tsx';
import { Reload } from './Reload.tsx';
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

/** Problems that a reload is the next step after. */
const outdated: readonly ProblemCode[] = ['site-updated', 'engine-missing', 'engine-damaged', 'engine-unfit'];

const unrecordedKey = (why: Unrecorded) =>
  why === 'unreachable' ? 'lab.unrecorded' : (`lab.unrecorded.${why}` as const);

export function RunNotes({ lab: { store, view, kept } }: Pick<RunOfProps, 'lab'>) {
  const { t } = useWords();
  const { state, problems, unrecorded } = view;
  const canReload = view.kept === 'written';
  return (
    <div className="lab-notes">
      <KeepingNotes view={view} store={store} lastRun={kept.last} />
      {unrecorded && (
        <p role="status">
          {t(unrecordedKey(unrecorded))} {unrecorded === 'updated' && canReload && <Reload />}
        </p>
      )}
      {problems.map((problem, index) => (
        <ProblemNote key={index} problem={problem} />
      ))}
      {state.kind === 'failed' && (
        <>
          <ProblemNote problem={state.problem} />
          {canReload && outdated.includes(state.problem.code) && <Reload />}
        </>
      )}
    </div>
  );
}
