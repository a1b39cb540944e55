/** What the reader asks of the sides: the load, Run, and what came of it in one line. */
import { labLoads, loadNames, programId, type LoadedLab } from '../../lab/jobs.ts';
import { isEdited, withCores, withLoad } from './draft.ts';
import { LoadControls } from './LoadControls.tsx';
import { NumberField } from './NumberField.tsx';
import { ProblemNote } from './ProblemNote.tsx';
import { RunBar } from './RunBar.tsx';
import type { UsedLab } from './use-lab.ts';
import { useWords } from './words.tsx';

interface ControlsProps {
  lab: UsedLab;
  now: LoadedLab;
  paths: readonly string[];
}

export function Controls({ lab: { store, view, mode, source }, now, paths }: ControlsProps) {
  const { t, label } = useWords();
  const { state, problems, undo, result } = view;
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
        onRun={store.run}
        onStop={store.stop}
      />
      <div className="lab-notes">
        {undo && (
          <p className="lab-undo">
            {t(isEdited(view.draft) ? 'lab.replaced.some' : 'lab.replaced')}{' '}
            <button type="button" className="plain" onClick={store.undo}>
              {t('lab.undo')}
            </button>
          </p>
        )}
        {!view.kept && <p role="status">{t('lab.not-kept')}</p>}
        {view.unrecorded && <p role="status">{t('lab.unrecorded')}</p>}
        {problems.map((problem, index) => (
          <ProblemNote key={index} problem={problem} />
        ))}
        {state.kind === 'failed' && <ProblemNote problem={state.problem} />}
      </div>
    </div>
  );
}
