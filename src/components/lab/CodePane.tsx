/** One file of a side: still until the reader wants to edit, then an editor of the same size that loads on that intent. */
import { lazy, Suspense, useState } from 'react';
import { CodeLines } from './CodeLines.tsx';
import { plainLines, textOf, type TokenLine } from './tokens.ts';
import { useWords } from './words.tsx';

const loadEditor = () => import('../../sandbox/Editor.tsx');
const Editor = lazy(loadEditor);

export interface CodePaneProps {
  path: string;
  /** The file's text now. */
  text: string;
  /** The highlighted file as written; used while it still says the same. */
  written: readonly TokenLine[];
  marks: readonly number[];
  target: { line: number } | null;
  /** False while the page cannot react yet. */
  ready: boolean;
  onChange: (text: string) => void;
}

export function CodePane({ path, text, written, marks, target, ready, onChange }: CodePaneProps) {
  const { t } = useWords();
  const [wanted, setWanted] = useState(false);
  const editing = wanted || target !== null;
  const want = (): void => {
    // A selection is being made for copying, not a place chosen for typing.
    if (ready && getSelection()?.isCollapsed !== false) setWanted(true);
  };
  const still = (
    // The keyboard reaches the editor by the button; the click is a convenience for the mouse.
    <pre className="code-still" tabIndex={0} aria-label={path} translate="no" onClick={want}>
      <CodeLines lines={textOf(written) === text ? written : plainLines(text)} marks={marks} />
    </pre>
  );
  return (
    <div className="lab-code">
      {editing ? (
        <Suspense fallback={still}>
          <Editor
            path={path}
            text={text}
            label={t('editor.label', { file: path })}
            marks={marks}
            target={target}
            focus={wanted}
            onChange={onChange}
          />
        </Suspense>
      ) : (
        <>
          {still}
          <button
            type="button"
            className="lab-edit needs-script"
            disabled={!ready}
            onPointerEnter={() => void loadEditor()}
            onFocus={() => void loadEditor()}
            onClick={() => {
              setWanted(true);
            }}
          >
            {t('editor.edit')}
            <span className="sr-only"> {path}</span>
          </button>
        </>
      )}
    </div>
  );
}
