/** The shelf of this browser: localStorage, and what other tabs of the site write to it. */
import { createReaderStorage } from './storage.ts';

export const storage = createReaderStorage({
  store: () => localStorage,
  listen: (heard) => {
    const onStorage = ({ key, storageArea }: StorageEvent): void => {
      if (storageArea === localStorage) heard(key);
    };
    addEventListener('storage', onStorage);
    return () => {
      removeEventListener('storage', onStorage);
    };
  },
  now: () => Date.now(),
});
