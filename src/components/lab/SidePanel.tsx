/** One side: its files, the command that serves them, and the way back. */
import { useId, useState, type ReactNode } from 'react';
import { CodePane } from './CodePane.tsx';
import { FileTabs } from './FileTabs.tsx';
import type { Place } from '../../workbench/places.ts';
import type { SideCode } from './lab-data.ts';
import { SpelledBelow } from './Spelled.tsx';
import { useWords } from './words.tsx';

export interface SidePanelProps {
  name: string;
  command: string;
  /** The files in the order of their tabs. */
  paths: readonly string[];
  /** The files now, by path. */
  files: Record<string, string>;
  /** The files as written, highlighted. */
  written: SideCode;
  open: string;
  edited: boolean;
  editedFiles: ReadonlySet<string>;
  /** Marked lines by path. */
  marks: Readonly<Record<string, readonly number[]>>;
  target: Place | null;
  ready: boolean;
  /** False in a browser that cannot run what is written. */
  editable: boolean;
  onOpen: (path: string) => void;
  onFile: (path: string, text: string) => void;
  onCommand: (command: string) => void;
  onReset: () => void;
  /** What belongs below: the output. */
  children: ReactNode;
}

const noMarks: readonly number[] = [];

export function SidePanel(props: SidePanelProps) {
  const { name, command, files, written, open, marks, target, ready } = props;
  const { t } = useWords();
  const id = useId();
  // Panes once opened stay, hidden, so that each keeps its undo history and its place.
  const [visited, setVisited] = useState<readonly string[]>([open]);
  if (!visited.includes(open)) setVisited([...visited, open]);

  return (
    <div role="group" className="lab-side" aria-label={t('lab.side', { side: name })}>
      <header>
        <b>{name}</b>
        <button type="button" className="plain needs-script" disabled={!ready || !props.edited} onClick={props.onReset}>
          {t('lab.reset')}
          <span className="sr-only"> {name}</span>
        </button>
      </header>
      <FileTabs
        id={id}
        label={t('lab.files', { side: name })}
        paths={props.paths}
        open={open}
        edited={props.editedFiles}
        onOpen={props.onOpen}
      />
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-tab-${open}`}>
        {visited.map((path) => (
          <div key={path} hidden={path !== open}>
            <CodePane
              path={path}
              text={files[path] ?? ''}
              written={written[path] ?? []}
              marks={marks[path] ?? noMarks}
              target={target?.file === path ? target : null}
              editable={props.editable}
              onChange={(text) => {
                props.onFile(path, text);
              }}
            />
          </div>
        ))}
      </div>
      <label className="lab-command">
        <span className="sr-only">{t('lab.command', { side: name })}</span>
        <span aria-hidden="true">$</span>
        <input
          value={command}
          readOnly={!ready}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          onChange={(event) => {
            props.onCommand(event.target.value);
          }}
        />
      </label>
      <SpelledBelow text={command} />
      {props.children}
    </div>
  );
}
