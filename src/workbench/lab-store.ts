/** What one lab on a page knows and does, without React: the reader's draft, the engine's state, and the result to show. */
import { atom, type ReadableAtom } from 'nanostores';
import type { Client, LabState } from '../lab/page/client.ts';
import { jobsOf, type LoadedLab, type Jobs } from '../lab/jobs.ts';
import type { Problem } from '../contract/problem.ts';
import type { Keeping, Shown } from '../learn/draft-desk.ts';
import type { Undo } from '../learn/draft-versions.ts';
import type { Acted, Drafts } from '../learn/drafts.ts';
import { brokenRules } from '../lab/rules.ts';
import type { Fetched, Unrecorded } from './fetch-recording.ts';
import {
  asOwn,
  draftKey,
  freshDraft,
  isEdited,
  labOf,
  startOf,
  withChoice,
  type Draft,
  type LabSource,
} from '../lab/draft.ts';
import { resultOf, type Outcomes, type LabResult } from '../lab/result.ts';

export interface LabView {
  draft: Draft;
  /** What was replaced last, while it can still be had back on the spot; it is set aside, too. */
  undo: Undo | null;
  /** The last act was not carried out: there was no room to set aside what it would have replaced. */
  refused: boolean;
  state: LabState;
  result: LabResult;
  /** The result belongs to another draft than the one on the screen. */
  stale: boolean;
  /** Why this draft cannot be run at all, e.g. too many requests. */
  problems: Problem[];
  /** Whether the draft lies in the browser, and if not, why. */
  kept: Keeping;
  /** Where a kept draft that could not be read lies now. */
  damaged: string | null;
  /** The draft came from a link, and the reader has not made it their own. */
  linked: boolean;
  /** What came from the link has been changed. */
  touched: boolean;
  /** The link that was followed last was open already, and the edits of it have stayed. */
  again: boolean;
  /** Why a link to this lab could not be opened. */
  badLink: BadLink | null;
  /** Why the recorded run of the chosen change could not be had. */
  unrecorded: Unrecorded | null;
}

/**
 * What can be wrong with a link; `misfit`: it changes something that the lab does not have, or makes of it what no lab can be; `unloaded`: it
 * could not be checked.
 */
export type BadLink = 'damaged' | 'oversized' | 'newer' | 'misfit' | 'unloaded';

/** A run that ended here, and what was run. */
export interface FinishedRun {
  draft: Draft;
  loaded: LoadedLab;
  outcomes: Outcomes;
  result: LabResult;
}

export interface StoreOptions {
  source: LabSource;
  client: Client;
  /** The recorded run of the lab as written. */
  recorded: Outcomes;
  /** Loads the recorded run of a change. */
  loadRecording: (change: string) => Promise<Fetched>;
  drafts: Drafts;
  /** Told of every run that ended here. */
  ran: (run: FinishedRun) => void;
  /** Seconds. */
  now: () => number;
}

export interface LabStore {
  readonly view: ReadableAtom<LabView>;
  /** Takes up the draft that the browser kept, and hears of other tabs until the function it returns is called. */
  restore: () => () => void;
  /** Shows a draft from a link; nothing runs, and the reader's own draft stays where it is. Whether it is kept, so that the link is not needed. */
  open: (linked: Draft) => boolean;
  /** A link to this lab could not be opened. */
  refuse: (why: BadLink) => void;
  /** Back to the code as the link had it. */
  asLinked: () => void;
  /** Back from a link to the reader's own draft. */
  discardShared: () => void;
  /** Makes the draft from a link or a file the reader's own. */
  saveShared: () => void;
  /** Shows what another tab has made of this lab. */
  loadRemote: () => void;
  /** Keeps what is on the screen here in place of what another tab has written. */
  overwrite: () => void;
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
  const { source, client, drafts } = options;
  const recordings = new Map<string | null, LabResult>();
  let started: { draft: Draft; at: number } | null = null;
  let live: LabResult | null = null;

  const recordedResult = (change: string | null, outcomes: Outcomes): LabResult => {
    const draft = { ...freshDraft, change };
    const result = resultOf(startOf(source, draft), outcomes, { source: 'recorded', key: draftKey(draft), took: null });
    recordings.set(change, result);
    return result;
  };
  const view = atom<LabView>({
    draft: freshDraft,
    undo: null,
    state: client.state.get(),
    result: recordedResult(null, options.recorded),
    stale: false,
    refused: false,
    problems: [],
    kept: 'written',
    damaged: null,
    linked: false,
    touched: false,
    again: false,
    badLink: null,
    unrecorded: null,
  });

  function show(next: Partial<LabView>): void {
    const shown = { ...view.get(), ...next };
    view.set({ ...shown, stale: shown.result.key !== draftKey(shown.draft) });
  }

  /** What Run would run, or why it cannot. */
  function prepared(draft: Draft): Jobs {
    const loaded = labOf(source, draft);
    const broken = brokenRules(loaded.lab, loaded.name).map(({ code, values, path }): Problem => ({
      code,
      values: { key: path.join('.'), ...values },
    }));
    return broken.length > 0 ? { kind: 'problems', problems: broken } : jobsOf(loaded);
  }
  function problemsOf(draft: Draft): Problem[] {
    const ready = prepared(draft);
    return ready.kind === 'problems' ? ready.problems : [];
  }

  function resultFor(draft: Draft): LabResult {
    if (live?.key === draftKey(draft)) return live;
    return (isEdited(draft) ? undefined : recordings.get(draft.change)) ?? view.get().result;
  }

  async function fetchRecording(change: string): Promise<void> {
    const found = await options.loadRecording(change);
    let unrecorded: Unrecorded | null = null;
    try {
      if (found.kind === 'recording') recordedResult(change, found.outcomes);
      else unrecorded = found.why;
    } catch {
      // It is in order by itself, and does not fit this lab.
      unrecorded = 'damaged';
    }
    if (view.get().draft.change === change) show({ unrecorded, result: resultFor(view.get().draft) });
  }

  function take({ draft, ...about }: Shown, more: Partial<LabView> = {}): void {
    const clean = { refused: false, again: false, unrecorded: null };
    show({ ...clean, ...about, ...more, draft, problems: problemsOf(draft), result: resultFor(draft) });
    if (draft.change !== null && !recordings.has(draft.change)) void fetchRecording(draft.change);
  }

  function carryOut(acted: Acted, more: Partial<LabView> = {}): void {
    if (acted.kind === 'refused') show({ refused: true });
    else take(acted.shown, more);
  }

  client.state.listen((state) => {
    if (state.kind === 'done' && started) {
      const { draft, at } = started;
      const loaded = labOf(source, draft);
      const took = options.now() - at;
      try {
        live = resultOf(loaded, state.outcomes, { source: 'live', key: draftKey(draft), took });
      } catch (cause) {
        // In order by itself, and yet not a result of this lab: code of the lab's has a hand in it.
        const problem: Problem = { code: 'outcome-refused', values: { detail: String(cause).slice(0, 200) } };
        show({ state: { kind: 'failed', problem } });
        return;
      }
      show({ state, result: live });
      options.ran({ draft, loaded, outcomes: state.outcomes, result: live });
    } else show({ state });
  });

  const jobs = (): Parameters<Client['run']>[0] => {
    const ready = prepared(view.get().draft);
    return ready.kind === 'jobs' ? ready.jobs : [];
  };

  return {
    view,
    restore() {
      const { damaged, ...shown } = drafts.restore();
      take(shown, { damaged });
      return drafts.watch(() => {
        show({ kept: 'changed' });
      });
    },
    open(linked) {
      const acted = drafts.open(linked);
      carryOut(acted, { badLink: null, again: acted.again ?? false });
      return acted.kind === 'shown' && acted.shown.kept === 'written';
    },
    refuse(badLink) {
      show({ badLink });
    },
    asLinked() {
      carryOut(drafts.asLinked());
    },
    discardShared() {
      carryOut(drafts.discardShared());
    },
    saveShared() {
      if (view.get().linked) carryOut(drafts.saveShared());
      // From a file it lies where the reader's own does.
      else take(drafts.keep(asOwn(view.get().draft)));
    },
    loadRemote() {
      carryOut(drafts.loadRemote());
    },
    overwrite() {
      carryOut(drafts.overwrite());
    },
    edit(change) {
      const next = change(view.get().draft);
      // An editor reports the text that it was just given: nothing was edited, and what can be undone stays.
      if (draftKey(next) !== draftKey(view.get().draft)) take(drafts.keep(next));
    },
    replace(change) {
      carryOut(drafts.replace(change(view.get().draft), 'reset'));
    },
    choose(change) {
      carryOut(drafts.replace(withChoice(source, view.get().draft, change), 'change'));
    },
    undo() {
      carryOut(drafts.undo());
    },
    run() {
      if (view.get().problems.length > 0) return;
      started = { draft: view.get().draft, at: options.now() };
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
