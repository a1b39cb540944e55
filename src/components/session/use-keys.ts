/**
 * The keys of the projector's window, those of a presenter's remote among them. They wait while something else answers the key: a field, a
 * button, a timeline. No letters, so that neither typing nor a spoken word can move the show.
 */
import { useLayoutEffect } from 'react';

export interface KeyDeeds {
  move: (by: number) => void;
  /** To the first screen, or to the last. */
  jump: (to: 'first' | 'last') => void;
  reveal: () => void;
}

const fields = 'input, textarea, select, [contenteditable], [role="tab"], [role="slider"]';
const pressable = 'button, a, summary';

function deedOf({ key, shiftKey, target }: KeyboardEvent, { move, jump, reveal }: KeyDeeds): (() => void) | null {
  const at = target instanceof Element ? target : null;
  if (at?.closest(fields)) return null;
  switch (key) {
    case 'ArrowRight':
    case 'PageDown':
      return () => move(1);
    case 'ArrowLeft':
    case 'PageUp':
      return () => move(-1);
    case 'Home':
      return () => jump('first');
    case 'End':
      return () => jump('last');
    case ' ':
      return at?.closest(pressable) ? null : () => move(shiftKey ? -1 : 1);
    case 'Enter':
      return at?.closest(pressable) ? null : reveal;
    default:
      return null;
  }
}

/** `deeds` must keep its identity between renders, or be told anew at each. */
export function useKeys(actions: KeyDeeds): void {
  // Before the screen is painted: whoever sees it may press a key at once.
  useLayoutEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      const deed = deedOf(event, actions);
      if (!deed) return;
      event.preventDefault();
      deed();
    };
    document.addEventListener('keydown', press);
    return () => {
      document.removeEventListener('keydown', press);
    };
  }, [actions]);
}
