/** Engines of a browser: a worker each, its files from our own origin, and what this device can bear. */
import { checkRaw } from '../trace/check-raw.ts';
import type { ClientOptions } from './client.ts';

/** Whether this browser can suspend WebAssembly stacks (JSPI), on which the world's threads stand. */
export function canRunLive(): boolean {
  return typeof WebAssembly === 'object' && 'Suspending' in WebAssembly && 'promising' in WebAssembly;
}

/** Phones and small machines hold one interpreter at a time. `deviceMemory` is in gigabytes and not known everywhere. */
function isSmall(): boolean {
  const { deviceMemory } = navigator as { deviceMemory?: number };
  return (deviceMemory !== undefined && deviceMemory <= 4) || matchMedia('(pointer: coarse)').matches;
}

/** `runtime`: address of the runtime bundle. */
export function browserOptions(runtime: string): ClientOptions {
  return {
    connect: () => {
      throw new Error('no engine');
    },
    bootFor: () => ({ kind: 'boot', runtime, packs: ['base'], processes: 1 }),
    checkOutcome: checkRaw,
    isOnline: () => navigator.onLine,
    get parallel() {
      return isSmall() ? 1 : 2;
    },
  };
}
