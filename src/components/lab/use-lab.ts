/** Joins the stores of a lab with React and with this browser. */
import { useStore } from '@nanostores/react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { createClient } from '../../lab/page/client.ts';
import { browserOptions } from '../../lab/page/browser.ts';
import { canRunLive } from '../../lab/page/can-run-live.ts';
import { labLoads } from '../../lab/jobs.ts';
import { thisPage } from '../../lab/page/this-page.ts';
import { storage } from '../../learn/browser-storage.ts';
import { draftsOf, type Drafts } from '../../learn/drafts.ts';
import { createPredictionStore, type PredictionStore, type PredictionView } from '../../learn/prediction-store.ts';
import { runs } from '../../learn/runs.ts';
import { fetchRecording, type Fetched } from '../../workbench/fetch-recording.ts';
import { createKeptRuns, type KeptRuns, type KeptRunsView } from '../../workbench/kept-runs.ts';
import { sourceOf, type LabData } from './lab-data.ts';
import { createLabStore, type LabStore, type LabView } from '../../workbench/lab-store.ts';
import type { LabSource } from '../../lab/draft.ts';
import { openLink } from '../../workbench/open-link.ts';
import { outcomesOf, type Outcomes } from '../../lab/result.ts';

interface OpenLab {
  data: LabData;
  source: LabSource;
  store: LabStore;
  predictions: PredictionStore;
  keptRuns: KeptRuns;
  /** The recorded run of a change, or of the lab as written. */
  recordingOf: (change: string | null) => Promise<Outcomes>;
}

export interface UsedLab extends OpenLab {
  view: LabView;
  prediction: PredictionView;
  kept: KeptRunsView;
  /**
   * `still` until the page can react: buttons wait for the first touch (touch.ts), fields are closed, for what is typed into them would
   * be lost; `recorded` in a browser that cannot run Python threads.
   */
  mode: 'prerendered' | 'recorded' | 'live';
}

function open(data: LabData, own: Drafts | undefined): OpenLab & { close: () => void } {
  const { name } = data;
  const source = sourceOf(data);
  const client = createClient(browserOptions(data.runtime));
  const now = (): number => Date.now();
  const keptRuns = createKeptRuns({ lab: name, runs, storage, now });
  const recorded = outcomesOf(data.recorded);
  const loadRecording = (change: string): Promise<Fetched> =>
    fetchRecording(data.recordings[change] ?? '', labLoads(data.lab).length, thisPage());
  async function recordingOf(change: string | null): Promise<Outcomes> {
    if (change === null) return recorded;
    const found = await loadRecording(change);
    if (found.kind === 'unrecorded') throw new Error(`no recording: ${found.why}`);
    return found.outcomes;
  }
  const store = createLabStore({
    source,
    client,
    recorded,
    loadRecording,
    drafts: own ?? draftsOf(storage, name),
    ran: (run) => {
      if (!own) void keptRuns.keep(run);
    },
    now: () => performance.now() / 1000,
  });
  const predictions = createPredictionStore({ lab: name, predict: own ? undefined : data.page.predict, storage, now });
  return { data, source, store, predictions, keptRuns, recordingOf, close: client.close };
}

const never = () => () => undefined;

/** With drafts of its own a lab asks for no guess and keeps no runs: it is shown by somebody else than its reader. */
export function useLab(data: LabData, own?: Drafts): UsedLab {
  const [{ close, ...lab }] = useState(() => open(data, own));
  const { source, store, predictions, keptRuns } = lab;
  const view = useStore(store.view);
  const prediction = useStore(predictions.view);
  const kept = useStore(keptRuns.view);
  const mode = useSyncExternalStore(
    never,
    () => (canRunLive() ? 'live' : 'recorded'),
    () => 'prerendered' as const,
  );
  useEffect(() => {
    const follow = (): void => void openLink(source, store);
    const leave = store.restore();
    predictions.restore();
    void keptRuns.refresh();
    follow();
    addEventListener('hashchange', follow);
    addEventListener('pagehide', close);
    return () => {
      leave();
      removeEventListener('hashchange', follow);
      removeEventListener('pagehide', close);
      close();
    };
  }, [source, store, predictions, keptRuns, close]);
  const { result } = view;
  useEffect(() => {
    predictions.see(result.key, result.run);
  }, [predictions, prediction, result]);
  return { ...lab, view, prediction, kept, mode };
}
