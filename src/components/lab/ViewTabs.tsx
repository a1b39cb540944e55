/** Which picture of the result is shown. */
import { useRef, type KeyboardEvent } from 'react';
import { tabListKey } from './tab-list.ts';
import { useWords } from './words.tsx';

export const views = ['requests', 'lanes', 'table'] as const;
export type View = (typeof views)[number];

interface ViewTabsProps {
  /** Prefix of the ids of tabs and of their panel. */
  id: string;
  view: View;
  onView: (view: View) => void;
}

export function ViewTabs({ id, view, onView }: ViewTabsProps) {
  const { t } = useWords();
  const list = useRef<HTMLDivElement>(null);

  function move(event: KeyboardEvent): void {
    const next = tabListKey(event.key, views, view);
    if (next === undefined) return;
    event.preventDefault();
    onView(next);
    list.current?.querySelector<HTMLElement>(`[data-view="${next}"]`)?.focus();
  }

  return (
    <div ref={list} role="tablist" aria-label={t('lab.view')} className="lab-views needs-script" onKeyDown={move}>
      {views.map((one) => (
        <button
          key={one}
          type="button"
          role="tab"
          id={`${id}-${one}`}
          data-view={one}
          aria-selected={one === view}
          aria-controls={`${id}-panel`}
          tabIndex={one === view ? 0 : -1}
          onClick={() => {
            onView(one);
          }}
        >
          {t(`lab.view.${one}`)}
        </button>
      ))}
    </div>
  );
}
