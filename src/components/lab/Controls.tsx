/** What the reader asks of the sides: the load, Run, and what came of it in one line. */
import { labLoads, loadNames, type LoadedLab } from '../../lab/jobs.ts';
import { acceptsCores } from '../../contract/machine.ts';
import { draftKey, withCores, withLoad } from '../../lab/draft.ts';
import { LoadControls } from './LoadControls.tsx';
import { NumberField } from './NumberField.tsx';
import { RunNotes, RunOf } from './RunOf.tsx';
import { Share } from './Share.tsx';
import type { UsedLab } from './use-lab.ts';
import { useWords } from './words.tsx';

interface ControlsProps {
  lab: UsedLab;
  now: LoadedLab;
  paths: readonly string[];
  onRun: () => void;
}

export function Controls({ lab, now, paths, onRun }: ControlsProps) {
  const { t } = useWords();
  const { data, store, view, mode, source } = lab;
  const loads = labLoads(now.lab);
  const names = loadNames(now.lab);
  const disabled = mode === 'prerendered';
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
              // Another pattern drops numbers that were typed for the one before.
              const act = patch.pattern === undefined ? store.edit : store.replace;
              act((draft) => withLoad(source, draft, name, patch));
            }}
          >
            {index === 0 && (
              <NumberField
                label={t('lab.load.cores')}
                value={now.lab.world?.cores ?? 2}
                whole
                accepts={acceptsCores}
                disabled={disabled}
                onChange={(cores) => {
                  store.edit((draft) => withCores(source, draft, cores));
                }}
              />
            )}
          </LoadControls>
        );
      })}
      <RunOf lab={lab} now={now} onRun={onRun} />
      <Share key={draftKey(view.draft)} lab={data.name} draft={view.draft} disabled={disabled} />
      <RunNotes lab={lab} />
    </div>
  );
}
