/**
 * A result that is not shown yet, because the reader may want to guess first. It is in the page all the same: whoever opens it has
 * skipped the guess, and without JavaScript and on paper it is open.
 */
import { useEffect, useEffectEvent, useRef, type ReactNode } from 'react';
import { useWords } from './words.tsx';

interface SpoilerProps {
  onOpen: () => void;
  children: ReactNode;
}

export function Spoiler({ onOpen, children }: SpoilerProps) {
  const { t } = useWords();
  const details = useRef<HTMLDetailsElement>(null);
  const opened = (): void => {
    if (details.current?.open) onOpen();
  };
  const openedBefore = useEffectEvent(opened);
  useEffect(() => {
    // It may have been opened before the page could react.
    openedBefore();
  }, []);
  return (
    <details ref={details} className="lab-seal" onToggle={opened}>
      <summary>{t('predict.sealed')}</summary>
      {children}
    </details>
  );
}
