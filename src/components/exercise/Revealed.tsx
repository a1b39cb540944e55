/** Something the reader opens when they want it, also where no script runs; opening it is told once the page is alive. */
import { useEffect, useEffectEvent, useRef, type ReactNode } from 'react';

interface RevealedProps {
  title: string;
  onOpen: () => void;
  children: ReactNode;
}

export function Revealed({ title, onOpen, children }: RevealedProps) {
  const details = useRef<HTMLDetailsElement>(null);
  const notify = (): void => {
    if (details.current?.open) onOpen();
  };
  const tellFirst = useEffectEvent(notify);
  // It may have been opened before the page came to life.
  useEffect(() => {
    tellFirst();
  }, []);
  return (
    <details ref={details} className="exercise-revealed" onToggle={notify}>
      <summary>{title}</summary>
      {children}
    </details>
  );
}
