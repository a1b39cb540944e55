/** A player for the run that is shown; every new run is shown whole. */
import { useStore } from '@nanostores/react';
import { useEffect, useState } from 'react';
import { runEnd } from '../../charts/scene.ts';
import type { Run } from '../../contract/run.ts';
import { createPlayer, type Player } from '../../workbench/player.ts';

const browserClock = {
  now: () => performance.now(),
  frame: (callback: () => void) => requestAnimationFrame(callback),
  cancel: (handle: number) => {
    cancelAnimationFrame(handle);
  },
};

export interface UsedPlayer {
  player: Player;
  /** Seconds; null when the whole run is shown. */
  moment: number | null;
}

export function usePlayer(run: Run): UsedPlayer {
  const [player] = useState(() => {
    const fresh = createPlayer(browserClock);
    fresh.load(runEnd(run));
    return fresh;
  });
  const { at, length } = useStore(player.state);
  useEffect(() => {
    player.load(runEnd(run));
    return player.pause;
  }, [player, run]);
  return { player, moment: at >= length ? null : at };
}
