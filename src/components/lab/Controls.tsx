/** What the reader asks of the sides: the load, Run, and what came of it in one line. */
import { labLoads, loadNames, programId, type LoadedLab } from '../../lab/jobs.ts';
import { draftKey, withCores, withLoad } from './draft.ts';
import { KeepingNotes } from './KeepingNotes.tsx';
import { LoadControls } from './LoadControls.tsx';
import { NumberField } from './NumberField.tsx';
import { ProblemNote } from './ProblemNote.tsx';
import { RunBar } from './RunBar.tsx';
import { Share } from './Share.tsx';
import type { UsedLab } from './use-lab.ts';
import { useWords } from './words.tsx';

interface ControlsProps {
  lab: UsedLab;
  now: LoadedLab;
  paths: readonly string[];
  onRun: () => void;
}

export function Controls({ lab: { data, store, view, kept, mode, source }, now, paths, onRun }: ControlsProps) {
  const { t, label } = useWords();
  const { state, problems, result } = view;
  const loads = labLoads(now.lab);
  const names = loadNames(now.lab);
  const disabled = mode === 'still';
  const nameOf = (id: string): string => {
    const side = now.lab.sides.find((one) => programId(one, now.name) === id);
    return side ? label(side.name) : id;
  };
  return (
    <div className="lab-bar needs-script">
      {loads.map((load, index) => {
        const name = names[index] ?? '';
        return (
          <LoadControls
            key={name}
            load={load}
            name={loads.length > 1 ? name : null}
            paths={paths}
            disabled={disabled}
            onLoad={(patch) => {
              store.edit((draft) => withLoad(source, draft, name, patch));
            }}
          >
            {index === 0 && (
              <NumberField
                label={t('lab.load.cores')}
                value={now.lab.world?.cores ?? 2}
                min={1}
                max={64}
                whole
                disabled={disabled}
                onChange={(cores) => {
                  store.edit((draft) => withCores(source, draft, cores));
                }}
              />
            )}
          </LoadControls>
        );
      })}
      <RunBar
        state={state}
        result={result}
        stale={view.stale}
        disabled={problems.length > 0 && state.kind !== 'running' && state.kind !== 'loading'}
        nameOf={nameOf}
        onRun={onRun}
        onStop={store.stop}
      />
      <Share key={draftKey(view.draft)} lab={data.name} draft={view.draft} disabled={disabled} />
      <div className="lab-notes">
        <KeepingNotes view={view} store={store} lastRun={kept.last} />
        {view.unrecorded && <p role="status">{t('lab.unrecorded')}</p>}
        {problems.map((problem, index) => (
          <ProblemNote key={index} problem={problem} />
        ))}
        {state.kind === 'failed' && <ProblemNote problem={state.problem} />}
      </div>
    </div>
  );
}
