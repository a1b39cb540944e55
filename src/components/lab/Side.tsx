/** One side as the reader has it now: its panel joined with the lab's store, and its output. */
import { useMemo } from 'react';
import type { LabSide } from '../../contract/lab.ts';
import { isSideEdited, resetSide, withCommand, withFile } from '../../lab/draft.ts';
import { Output } from './Output.tsx';
import { linesByFile, placesOf, type Place } from '../../workbench/places.ts';
import { SidePanel } from './SidePanel.tsx';
import type { SidePlace } from './Sides.tsx';
import type { UsedLab } from './use-lab.ts';
import { useWords } from './words.tsx';

interface SideProps {
  id: string;
  side: LabSide;
  lab: UsedLab;
  /** The files now, by path. */
  files: Record<string, string>;
  open: string;
  target: Place | null;
  onOpen: (path: string) => void;
  onPlace: (place: SidePlace) => void;
}

/** What the lab opens with first, what is empty last. */
function tabOrder(files: Record<string, string>, first: string | undefined): string[] {
  const rank = (path: string): number => (path === first ? 0 : files[path]?.trim() === '' ? 2 : 1);
  return Object.keys(files).sort((a, b) => rank(a) - rank(b));
}

export function Side({ id, side, lab, files, open, target, onOpen, onPlace }: SideProps) {
  const { data, store, view, mode, source } = lab;
  const { label } = useWords();
  const { result, draft } = view;
  const paths = Object.keys(files).join('\n');
  const places = useMemo(() => placesOf(result, id, paths.split('\n')), [result, id, paths]);
  const marks = useMemo(() => linesByFile(places), [places]);
  const overlay = draft.change === null ? undefined : data.overlays[draft.change]?.[id];

  return (
    <SidePanel
      name={label(side.name)}
      command={side.command}
      paths={tabOrder(files, data.page.open[id])}
      files={files}
      written={{ ...data.code[id], ...overlay }}
      open={open}
      edited={isSideEdited(draft, id)}
      editedFiles={new Set(Object.keys(draft.edits.files[id] ?? {}))}
      marks={marks}
      target={target}
      ready={mode === 'live'}
      editable={mode !== 'recorded'}
      onOpen={onOpen}
      onFile={(path, text) => {
        store.edit((now) => withFile(source, now, id, path, text));
      }}
      onCommand={(command) => {
        store.edit((now) => withCommand(source, now, id, command));
      }}
      onReset={() => {
        store.replace((now) => resetSide(now, id));
      }}
    >
      <Output
        printed={result.printed[id] ?? {}}
        places={places}
        onPlace={(file, line) => {
          onPlace({ side: id, file, line });
        }}
      />
    </SidePanel>
  );
}
