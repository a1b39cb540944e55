/**
 * The editor of one file: Sandpack's provider and CodeMirror, nothing else of Sandpack (its preview and bundler call other hosts).
 * One instance per file, kept while hidden, because an editor that switches files forgets what can be undone. Load it lazily: it is heavy.
 */
import { indentUnit } from '@codemirror/language';
import { Prec, type Extension } from '@codemirror/state';
import { EditorView, highlightSpecialChars, keymap } from '@codemirror/view';
import { python } from '@codemirror/lang-python';
import { CodeEditor, SandpackProvider, type CodeEditorRef } from '@codesandbox/sandpack-react';
import { useEffect, useRef, useState } from 'react';
import { goToLine, lineMarks, markLines } from './marks.ts';
import { turning } from './unseen.ts';
import { theme } from './theme.ts';

export interface EditorProps {
  /** Path of the file, for the choice of language only. */
  path: string;
  text: string;
  /** What a screen reader calls the text field; says how Tab and Escape work. */
  label: string;
  /** Marked lines, counted from 1. */
  marks: readonly number[];
  /** A new object moves the cursor to its line. */
  target: { line: number } | null;
  onChange: (text: string) => void;
}

// Without an entry and a static environment Sandpack adds the files of a JavaScript template.
const setup = { entry: '/main.py', environment: 'static' as const };
const providerFiles = { '/main.py': '' };
const options = { autorun: false, autoReload: false };
const languages = [{ name: 'python', extensions: ['py'], language: python() }];

/** Tab indents, so Escape must let the next Tab leave; Sandpack's own Escape moves the focus out of the text instead. */
const escapeLeaves = Prec.highest(
  keymap.of([
    {
      key: 'Escape',
      run: (view) => {
        view.setTabFocusMode(4000);
        return true;
      },
    },
  ]),
);

const baseExtensions: Extension[] = [
  escapeLeaves,
  lineMarks,
  indentUnit.of('    '),
  highlightSpecialChars({ addSpecialChars: turning }),
];

export default function Editor({ path, text, label, marks, target, onChange }: EditorProps) {
  const ref = useRef<CodeEditorRef>(null);
  const change = useRef(onChange);
  const [update] = useState(() => (next: string) => {
    change.current(next);
  });
  const [extensions] = useState(() => [
    ...baseExtensions,
    EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
  ]);

  useEffect(() => {
    change.current = onChange;
  }, [onChange]);

  useEffect(() => {
    const view = ref.current?.getCodemirror();
    if (!view) return;
    // Sandpack's wrapper is a second, English-labelled text box around the real one.
    const wrapper = view.dom.parentElement;
    for (const name of ['role', 'tabindex', 'aria-label', 'aria-multiline', 'aria-autocomplete'])
      wrapper?.removeAttribute(name);
    view.contentDOM.setAttribute('aria-label', label);
    view.contentDOM.setAttribute('tabindex', '0');
  }, [label]);

  useEffect(() => {
    const view = ref.current?.getCodemirror();
    if (view) markLines(view, marks);
  }, [marks]);

  useEffect(() => {
    const view = ref.current?.getCodemirror();
    if (view && target) goToLine(view, target.line);
  }, [target]);

  // Whoever asked for an editor wants to type.
  useEffect(() => {
    ref.current?.getCodemirror()?.focus();
  }, []);

  return (
    <SandpackProvider files={providerFiles} customSetup={setup} options={options} theme={theme} className="code-editor">
      <CodeEditor
        ref={ref}
        code={text}
        filePath={`/${path}`}
        initMode="immediate"
        additionalLanguages={languages}
        extensions={extensions}
        onCodeUpdate={update}
        showLineNumbers
      />
    </SandpackProvider>
  );
}
