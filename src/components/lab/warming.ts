/** When engines are started ahead of Run: they are megabytes to fetch, and a reader who only scrolls past a lab wants none. */
import type { PointerEvent } from 'react';
import type { UsedLab } from './use-lab.ts';

/** What somebody points at who is about to act. */
const controls = 'button, input, select, label';

/** Listeners for the element around a lab: the pointer on something to press, or the focus anywhere, announces a run. */
export function warming({ store, mode }: Pick<UsedLab, 'store' | 'mode'>) {
  const warm = (): void => {
    if (mode === 'live') store.warm();
  };
  return {
    onFocusCapture: warm,
    onPointerOver: ({ target }: PointerEvent): void => {
      if (target instanceof Element && target.closest(controls)) warm();
    },
  };
}
