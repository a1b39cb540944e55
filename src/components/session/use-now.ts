/** The time in milliseconds, once a second while something runs that needs it. */
import { useEffect, useState } from 'react';

export function useNow(running: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const tick = (): void => {
      setNow(Date.now());
    };
    tick();
    if (!running) return;
    const timer = setInterval(tick, 1000);
    return () => {
      clearInterval(timer);
    };
  }, [running]);
  return now;
}
