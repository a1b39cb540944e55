/** The files of one side as tabs: arrow keys, Home and End move, as the ARIA pattern for tabs says. */
import { useEffect, useRef, type KeyboardEvent } from 'react';
import { tabListKey } from './tab-list.ts';
import { Spelled } from './Spelled.tsx';
import { useWords } from './words.tsx';

interface FileTabsProps {
  /** Prefix of the ids of tabs and of their panel. */
  id: string;
  label: string;
  paths: readonly string[];
  open: string;
  edited: ReadonlySet<string>;
  onOpen: (path: string) => void;
}

export function FileTabs({ id, label, paths, open, edited, onOpen }: FileTabsProps) {
  const { t } = useWords();
  const list = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const tab = list.current?.querySelector<HTMLElement>('[aria-selected="true"]');
    const strip = list.current;
    if (!tab || !strip) return;
    // Only this strip scrolls; `scrollIntoView` would take the page along.
    const end = tab.offsetLeft + tab.offsetWidth;
    const isCut = tab.offsetLeft < strip.scrollLeft || end > strip.scrollLeft + strip.clientWidth;
    if (isCut) strip.scrollLeft = tab.offsetLeft - (strip.clientWidth - tab.offsetWidth) / 2;
  }, [open]);

  function move(event: KeyboardEvent): void {
    const path = tabListKey(event.key, paths, open);
    if (path === undefined) return;
    event.preventDefault();
    onOpen(path);
    list.current?.querySelector<HTMLElement>(`[data-path="${CSS.escape(path)}"]`)?.focus();
  }

  return (
    <div ref={list} role="tablist" aria-label={label} className="lab-files" onKeyDown={move}>
      {paths.map((path) => (
        <button
          key={path}
          type="button"
          role="tab"
          id={`${id}-tab-${path}`}
          data-path={path}
          aria-selected={path === open}
          aria-controls={`${id}-panel`}
          tabIndex={path === open ? 0 : -1}
          onClick={() => {
            onOpen(path);
          }}
        >
          <Spelled text={path} />
          {edited.has(path) && (
            <span className="lab-edited" title={t('lab.edited')}>
              <span className="sr-only">, {t('lab.edited')}</span>
            </span>
          )}
        </button>
      ))}
    </div>
  );
}
