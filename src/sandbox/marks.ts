/** Marks lines of an editor, e.g. where an exception was raised. The marks move with the text until the next run sets new ones. */
import { StateEffect, StateField, type Extension } from '@codemirror/state';
import { Decoration, EditorView, type DecorationSet } from '@codemirror/view';

const setMarks = StateEffect.define<readonly number[]>();
const marked = Decoration.line({ class: 'code-marked' });

const field = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    let next = marks.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (!effect.is(setMarks)) continue;
      const { doc } = transaction.state;
      const lines = [...new Set(effect.value)].filter((line) => line >= 1 && line <= doc.lines).sort((a, b) => a - b);
      next = Decoration.set(lines.map((line) => marked.range(doc.line(line).from)));
    }
    return next;
  },
  provide: (value) => EditorView.decorations.from(value),
});

export const lineMarks: Extension = field;

/** Lines count from 1; lines that do not exist are left out. */
export function markLines(view: EditorView, lines: readonly number[]): void {
  view.dispatch({ effects: setMarks.of(lines) });
}

/** Puts the cursor at the start of a line and brings it into view. */
export function goToLine(view: EditorView, line: number): void {
  const { from } = view.state.doc.line(Math.min(Math.max(1, line), view.state.doc.lines));
  view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: 'center' }) });
  view.focus();
}
