/** False until the page can react: what is pressed or chosen before would be lost, so it cannot be. */
import { useSyncExternalStore } from 'react';

const never = () => () => undefined;

export function useReady(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
