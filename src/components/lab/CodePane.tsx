/** One file of a side: still until the reader wants to edit, then an editor of the same size that loads on that intent. */
import { useEffect, useEffectEvent } from 'react';
import { spelled } from '../../sandbox/unseen.ts';
import { CodeLines } from './CodeLines.tsx';
import { plainLines, textOf, type TokenLine } from './tokens.ts';
import { prepareEditor, useEditor } from './use-editor.ts';
import { useWords } from './words.tsx';

export interface CodePaneProps {
  path: string;
  /** The file's text now. */
  text: string;
  /** The highlighted file as written; used while it still says the same. */
  written: readonly TokenLine[];
  marks: readonly number[];
  /** A line to go to; a new object goes there again. */
  target: { line: number } | null;
  /** False in a browser that cannot run what is written. */
  editable: boolean;
  onChange: (text: string) => void;
}

export function CodePane({ path, text, written, marks, target, editable, onChange }: CodePaneProps) {
  const { t } = useWords();
  const { editor, load } = useEditor();
  const follow = useEffectEvent(load);
  useEffect(() => {
    if (target) follow();
  }, [target]);

  if (editor.kind === 'ready') {
    const label = t('editor.label', { file: spelled(path) });
    return (
      <div className="lab-code">
        <editor.Editor path={path} text={text} label={label} marks={marks} target={target} onChange={onChange} />
      </div>
    );
  }
  // A selection is being made for copying, not a place chosen for typing.
  const want = (): void => {
    if (editable && getSelection()?.isCollapsed !== false) load();
  };
  return (
    <div className="lab-code">
      {/* The keyboard reaches the editor by the button; the click is a convenience for the mouse. */}
      <pre className="code-still" tabIndex={0} aria-label={spelled(path)} translate="no" onClick={want}>
        <CodeLines lines={textOf(written) === text ? written : plainLines(text)} marks={marks} />
      </pre>
      <button
        type="button"
        className="lab-edit needs-script"
        disabled={!editable}
        aria-busy={editor.kind === 'loading'}
        onPointerEnter={prepareEditor}
        onFocus={prepareEditor}
        onClick={load}
      >
        {t('editor.edit')}
        <span className="sr-only"> {spelled(path)}</span>
      </button>
      {editor.kind === 'failed' && (
        <p role="alert" className="lab-no-editor">
          {t('editor.failed')}
        </p>
      )}
    </div>
  );
}
