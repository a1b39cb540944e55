/**
 * Drafts that lie elsewhere than in storage, such as in the state of a session; links and other tabs do not reach them. What gives way in
 * them is set aside in storage, as the reader's own draft of the lab.
 */
import { loses, type Draft } from '../lab/draft.ts';
import type { Why } from './backups.ts';
import type { Shown } from './draft-desk.ts';
import { draftKind } from './draft-kind.ts';
import type { Undo } from './draft-versions.ts';
import type { Acted, Drafts } from './drafts.ts';
import type { ReaderStorage } from './storage.ts';

export function heldDrafts(start: Draft, write: (draft: Draft) => void, storage: ReaderStorage, lab: string): Drafts {
  let draft = start;
  let undo: Undo | null = null;
  const view = (): Shown => ({ draft, linked: false, touched: false, kept: 'written', undo });
  const stay = (): Acted => ({ kind: 'shown', shown: view() });

  function keep(next: Draft): Shown {
    draft = next;
    undo = null;
    write(next);
    return view();
  }
  function replace(next: Draft, why: Why): Acted {
    const before = draft;
    if (!loses(before, next)) return { kind: 'shown', shown: keep(next) };
    const backup = storage.backUp(draftKind, lab, before, why);
    if (backup.kind === 'full') return { kind: 'refused' };
    keep(next);
    undo = { draft: before, why, linked: null, backup: backup.kind === 'backup' ? backup.key : null };
    return stay();
  }

  return {
    restore: () => ({ ...view(), damaged: null }),
    keep,
    replace,
    // It lies where the reader's own does, so it says itself that it is not.
    open: (linked) => replace({ ...linked, origin: 'link' }, 'link'),
    asLinked: stay,
    discardShared: stay,
    saveShared: stay,
    loadRemote: stay,
    overwrite: stay,
    undo: () => (undo ? replace(undo.draft, 'back') : stay()),
    watch: () => () => undefined,
  };
}
