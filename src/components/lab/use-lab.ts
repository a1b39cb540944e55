/** Joins the store of a lab with React and with this browser. */
import { useEffect, useState, useSyncExternalStore } from 'react';
import { createClient } from '../../lab/client.ts';
import { browserOptions } from '../../lab/browser.ts';
import { canRunLive } from '../../lab/can-run-live.ts';
import { keepDraft, readDraft } from './keep.ts';
import { sourceOf, type LabData } from './lab-data.ts';
import { createLabStore, type LabStore, type LabView, type StoreOptions } from './lab-store.ts';
import type { LabSource } from './draft.ts';
import { outcomesOf, type Outcomes, type Recording } from './result.ts';

async function fetchRecording(address: string | undefined): Promise<Outcomes> {
  if (address === undefined) throw new Error('no recording');
  const response = await fetch(address);
  if (!response.ok) throw new Error(`recording: ${String(response.status)}`);
  return outcomesOf((await response.json()) as Recording);
}

export interface UsedLab {
  data: LabData;
  source: LabSource;
  store: LabStore;
  view: LabView;
  /**
   * `still` until the page can react: buttons wait for the first touch (touch.ts), fields are closed, for what is typed into them would
   * be lost; `recorded` in a browser that cannot run Python threads.
   */
  mode: 'still' | 'recorded' | 'live';
}

/** Where a lab's draft is read from and written to; see StoreOptions. */
export type DraftKeeper = Pick<StoreOptions, 'read' | 'keep'>;

function open(
  text: string,
  drafts: DraftKeeper | undefined,
): Pick<UsedLab, 'data' | 'source' | 'store'> & { close: () => void } {
  const data = JSON.parse(text) as LabData;
  const source = sourceOf(data);
  const client = createClient(browserOptions(data.runtime));
  const store = createLabStore({
    source,
    client,
    recorded: outcomesOf(data.recorded),
    loadRecording: (change) => fetchRecording(data.recordings[change]),
    read: () => (drafts ? drafts.read() : readDraft(data.name)),
    keep: (draft) => (drafts ? drafts.keep(draft) : keepDraft(data.name, draft)),
    now: () => performance.now() / 1000,
  });
  return { data, source, store, close: client.close };
}

const never = () => () => undefined;

/** `text`: JSON of a LabData. */
export function useLab(text: string, drafts?: DraftKeeper): UsedLab {
  const [{ data, source, store, close }] = useState(() => open(text, drafts));
  const view = useSyncExternalStore(
    store.subscribe,
    () => store.view,
    () => store.view,
  );
  const mode = useSyncExternalStore(
    never,
    () => (canRunLive() ? 'live' : 'recorded'),
    () => 'still' as const,
  );
  useEffect(() => {
    store.restore();
    addEventListener('pagehide', close);
    return () => {
      removeEventListener('pagehide', close);
      close();
    };
  }, [store, close]);
  return { data, source, store, view, mode };
}
