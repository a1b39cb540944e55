/** What one lab on a page knows and does, without React: the reader's draft, the engine's state, and the result to show. */
import type { Client, LabState } from '../../lab/client.ts';
import { jobsOf } from '../../lab/jobs.ts';
import type { Problem } from '../../lab/problem.ts';
import { brokenRules } from '../../lab/rules.ts';
import { draftKey, freshDraft, isEdited, labOf, startOf, withChoice, type Draft, type LabSource } from './draft.ts';
import { resultOf, type Outcomes, type Result } from './result.ts';

export interface LabView {
  draft: Draft;
  /** What the last reset or choice replaced, while it can still be had back. */
  undo: Draft | null;
  state: LabState;
  result: Result;
  /** The result belongs to another draft than the one on the screen. */
  stale: boolean;
  /** Why this draft cannot be run at all, e.g. too many requests. */
  problems: Problem[];
  /** False when the browser refused to keep the draft. */
  kept: boolean;
  /** The recorded run of the chosen change could not be loaded. */
  unrecorded: boolean;
}

export interface StoreOptions {
  source: LabSource;
  client: Client;
  /** The recorded run of the lab as written. */
  recorded: Outcomes;
  /** Loads the recorded run of a change. */
  loadRecording: (change: string) => Promise<Outcomes>;
  read: () => Draft | null;
  keep: (draft: Draft | null) => boolean;
  now: () => number;
}

export interface LabStore {
  readonly view: LabView;
  subscribe: (listener: () => void) => () => void;
  /** Takes up the draft that the browser kept. */
  restore: () => void;
  edit: (change: (draft: Draft) => Draft) => void;
  /** An edit that takes something away, so that it can be undone as a whole. */
  replace: (change: (draft: Draft) => Draft) => void;
  choose: (change: string | null) => void;
  undo: () => void;
  run: () => void;
  stop: () => void;
  warm: () => void;
}

export function createLabStore(options: StoreOptions): LabStore {
  const { source, client } = options;
  const recordings = new Map<string | null, Result>();
  const listeners = new Set<() => void>();
  let started: { draft: Draft; at: number } | null = null;
  let live: Result | null = null;

  const recordedResult = (change: string | null, outcomes: Outcomes): Result => {
    const draft = { ...freshDraft, change };
    const result = resultOf(startOf(source, draft), outcomes, { source: 'recorded', key: draftKey(draft), took: null });
    recordings.set(change, result);
    return result;
  };
  let view: LabView = {
    draft: freshDraft,
    undo: null,
    state: client.state,
    result: recordedResult(null, options.recorded),
    stale: false,
    problems: [],
    kept: true,
    unrecorded: false,
  };

  function show(next: Partial<LabView>): void {
    view = { ...view, ...next };
    view.stale = view.result.key !== draftKey(view.draft);
    for (const listener of listeners) listener();
  }

  function problemsOf(draft: Draft): Problem[] {
    const loaded = labOf(source, draft);
    const broken = brokenRules(loaded.lab, loaded.name).map(({ code, values, path }): Problem => ({
      code,
      values: { key: path.join('.'), ...values },
    }));
    const jobs = jobsOf(loaded);
    return jobs.kind === 'problems' ? [...broken, ...jobs.problems] : broken;
  }

  function resultFor(draft: Draft): Result {
    if (live?.key === draftKey(draft)) return live;
    return (isEdited(draft) ? undefined : recordings.get(draft.change)) ?? view.result;
  }

  async function fetchRecording(change: string): Promise<void> {
    try {
      recordedResult(change, await options.loadRecording(change));
      if (view.draft.change === change) show({ result: resultFor(view.draft) });
    } catch {
      if (view.draft.change === change) show({ unrecorded: true });
    }
  }

  function take(draft: Draft, undo: Draft | null): void {
    const kept = options.keep(draftKey(draft) === draftKey(freshDraft) ? null : draft);
    show({ draft, undo, kept, unrecorded: false, problems: problemsOf(draft), result: resultFor(draft) });
    if (draft.change !== null && !recordings.has(draft.change)) void fetchRecording(draft.change);
  }

  client.subscribe(() => {
    const { state } = client;
    if (state.kind === 'done' && started) {
      const { draft, at } = started;
      live = resultOf(labOf(source, draft), state.outcomes, {
        source: 'live',
        key: draftKey(draft),
        took: options.now() - at,
      });
      show({ state, result: live });
    } else show({ state });
  });

  const jobs = (): Parameters<Client['run']>[0] => {
    const ready = jobsOf(labOf(source, view.draft));
    return ready.kind === 'jobs' ? ready.jobs : [];
  };

  return {
    get view() {
      return view;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    restore() {
      const draft = options.read();
      if (draft) take(draft, null);
    },
    edit(change) {
      take(change(view.draft), null);
    },
    replace(change) {
      take(change(view.draft), isEdited(view.draft) ? view.draft : null);
    },
    choose(change) {
      take(withChoice(source, view.draft, change), isEdited(view.draft) ? view.draft : null);
    },
    undo() {
      if (view.undo) take(view.undo, null);
    },
    run() {
      if (view.problems.length > 0) return;
      started = { draft: view.draft, at: options.now() };
      client.run(jobs());
    },
    stop() {
      client.stop();
    },
    warm() {
      client.warm(jobs());
    },
  };
}
