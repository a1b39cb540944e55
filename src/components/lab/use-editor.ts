/** The editor's module, loaded when it is wanted. A load that fails is told, and can be tried again. */
import { useState, type ComponentType } from 'react';
import type { EditorProps } from '../../sandbox/Editor.tsx';

type Loading =
  { kind: 'idle' } | { kind: 'loading' } | { kind: 'failed' } | { kind: 'ready'; Editor: ComponentType<EditorProps> };

/** Fetches the module without showing it. */
export function prepareEditor(): void {
  // Whoever then wants the editor is told of a failure.
  import('../../sandbox/Editor.tsx').catch(() => undefined);
}

/** Milliseconds after which the reader is told; an editor that comes later still opens. */
const timeout = 20_000;

export function useEditor(): { editor: Loading; load: () => void } {
  const [editor, setEditor] = useState<Loading>({ kind: 'idle' });
  const load = (): void => {
    if (editor.kind === 'loading' || editor.kind === 'ready') return;
    setEditor({ kind: 'loading' });
    const slow = setTimeout(() => {
      setEditor((now) => (now.kind === 'loading' ? { kind: 'failed' } : now));
    }, timeout);
    const settle = (next: Loading): void => {
      clearTimeout(slow);
      setEditor(next);
    };
    import('../../sandbox/Editor.tsx').then(
      (module) => {
        settle({ kind: 'ready', Editor: module.default });
      },
      () => {
        settle({ kind: 'failed' });
      },
    );
  };
  return { editor, load };
}
