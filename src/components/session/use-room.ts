/** Getting a room ready, step by step: store the site, then run a lab from what is stored. One value says where that stands. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { OfflineManifest, OfflinePart } from '../../learn/session/offline/manifest.ts';
import { readManifest, storedState, storeSite, type StoredState } from '../../learn/session/offline/store.ts';
import { isStorable, registerWorker, removeEverything, storeAround, within } from './room-browser.ts';
import { tryLab, type Tried } from './try-lab.ts';

export type RoomState =
  | { kind: 'idle' }
  | { kind: 'registering' }
  | { kind: 'storing'; bytes: number }
  | { kind: 'running' }
  | { kind: 'done'; tried: Tried }
  | { kind: 'stopped' }
  | { kind: 'failed'; reason: 'unreachable' | 'worker' | 'full' | 'missing' | 'unknown' | 'remove'; path: string };

export interface UsedRoom {
  state: RoomState;
  /** What is stored; null until it has been looked up, or where nothing can be. */
  stored: StoredState | null;
  /** What the host has; null until it has answered. */
  manifest: OfflineManifest | null;
  /** The host was asked and did not answer. */
  unreachable: boolean;
  prepare: (chosen: readonly OfflinePart[]) => void;
  stop: () => void;
  remove: () => void;
}

/** `base`: the path that the site is served under. `lab`: address of the data of the lab to run. */
export function useRoom(base: string, lab: string): UsedRoom {
  const [state, setState] = useState<RoomState>({ kind: 'idle' });
  const [stored, setStored] = useState<StoredState | null>(null);
  const [asked, setAsked] = useState<{ manifest: OfflineManifest | null } | null>(null);
  const running = useRef<AbortController | null>(null);

  const look = useCallback(
    // A store that the browser keeps shut holds nothing that could be used.
    async (): Promise<StoredState | null> =>
      isStorable() ? within(storedState(storeAround(base))).catch(() => null) : null,
    [base],
  );

  useEffect(() => {
    void look().then(setStored);
    if (isStorable()) void readManifest(storeAround(base)).then((manifest) => setAsked({ manifest }));
    return () => {
      running.current?.abort();
    };
  }, [base, look]);

  /** What hinders; null when the site is stored, or cannot be on this machine. */
  async function store(chosen: readonly OfflinePart[], signal: AbortSignal): Promise<RoomState | null> {
    if (!isStorable()) return null;
    const around = storeAround(base);
    setState({ kind: 'registering' });
    const manifest = await readManifest(around);
    setAsked({ manifest });
    if (!manifest) return { kind: 'failed', reason: 'unreachable', path: '' };
    if (!(await registerWorker(base))) return { kind: 'failed', reason: 'worker', path: '' };
    // Stored things may otherwise go when the disk gets full; a browser may refuse, and mostly keeps them all the same.
    await within(navigator.storage.persist()).catch(() => false);
    setState({ kind: 'storing', bytes: 0 });
    const outcome = await storeSite(around, manifest, chosen, (bytes) => setState({ kind: 'storing', bytes }), signal);
    switch (outcome.kind) {
      case 'stored':
        return null;
      case 'stopped':
        return { kind: 'stopped' };
      case 'missing':
        return { kind: 'failed', reason: 'missing', path: outcome.path };
      case 'full':
        return { kind: 'failed', reason: 'full', path: '' };
    }
  }

  async function work(chosen: readonly OfflinePart[], signal: AbortSignal): Promise<RoomState> {
    const hindrance = await store(chosen, signal);
    setStored(await look());
    if (hindrance) return hindrance;
    setState({ kind: 'running' });
    const tried = await tryLab(lab, signal);
    return signal.aborted ? { kind: 'stopped' } : { kind: 'done', tried };
  }

  return {
    state,
    stored,
    manifest: asked?.manifest ?? null,
    unreachable: asked !== null && asked.manifest === null,
    prepare: (chosen) => {
      running.current?.abort();
      const mine = new AbortController();
      running.current = mine;
      work(chosen, mine.signal).then(
        (end) => {
          if (running.current === mine) setState(end);
        },
        () => {
          if (running.current === mine) setState({ kind: 'failed', reason: 'unknown', path: '' });
        },
      );
    },
    stop: () => {
      running.current?.abort();
      // Whatever is still waited for is no longer heard.
      running.current = null;
      setState({ kind: 'stopped' });
      void look().then(setStored);
    },
    remove: () => {
      running.current?.abort();
      running.current = null;
      void removeEverything(storeAround(base))
        .then(
          () => setState({ kind: 'idle' }),
          () => setState({ kind: 'failed', reason: 'remove', path: '' }),
        )
        .then(look)
        .then(setStored);
    },
  };
}
