/**
 * Where a lab's draft lies while the reader works on it: under the lab's name, or, as long as it came from a link and has not been made
 * their own, beside it. Whatever on the screen or in storage gives way to something else is set aside first, and the act is refused where
 * there is no room for that; where the browser keeps nothing at all, it waits until the browser does.
 */
import { loses, type Draft } from '../lab/draft.ts';
import type { Why } from './backups.ts';
import { createDesk, type Shown } from './draft-desk.ts';
import { draftKind, linkedKind } from './draft-kind.ts';
import {
  isWork,
  same,
  textOf,
  undoOf,
  versionIn,
  versionOf,
  versionsOn,
  type Undo,
  type Version,
} from './draft-versions.ts';
import { offer, offered } from './offered.ts';
import type { ReaderStorage } from './storage.ts';

/** `refused`: there is no room to set aside what would give way, and nothing was changed. */
export type Acted = { kind: 'shown'; shown: Shown } | { kind: 'refused' };

export interface Drafts {
  /** `damaged`: the key under which a draft that could not be read lies now. */
  restore: () => Shown & { damaged: string | null };
  /** Keeps the next state of what is on the screen: the reader has typed. */
  keep: (draft: Draft) => Shown;
  /** Puts another draft in the place of what is on the screen. */
  replace: (draft: Draft, why: Why) => Acted;
  /** Takes up a draft from a link, beside the reader's own; `again`: it was open already, with edits, which stay. */
  open: (linked: Draft) => Acted & { again?: boolean };
  /** Back to what the link had. */
  asLinked: () => Acted;
  /** Leaves the draft from the link for the reader's own. */
  discardShared: () => Acted;
  /** Makes the draft from the link the reader's own. */
  saveShared: () => Acted;
  /** Shows what another tab has written. */
  loadRemote: () => Acted;
  /** Keeps what is on the screen in place of what another tab has written. */
  overwrite: () => Acted;
  undo: () => Acted;
  /** Hears when another tab has written something else than what this one last saw. */
  watch: (listener: () => void) => () => void;
}

const refused: Acted = { kind: 'refused' };

export function draftsOf(storage: ReaderStorage, lab: string): Drafts {
  const versions = versionsOn(storage, lab);
  const desk = createDesk(versions, (backup) => {
    offer(storage, lab, backup);
  });
  const shown = (): Acted => ({ kind: 'shown', shown: desk.view() });
  const backup = (key: string | null): Undo | null => undoOf(storage.backups().find((one) => one.key === key));

  function replace(draft: Draft, why: Why): Acted {
    const isLoss = loses(desk.now.draft, draft);
    if (isLoss && !desk.giveWay(why)) return refused;
    if (!isLoss) desk.offer(null);
    desk.write(draft, isLoss ? why : undefined);
    return shown();
  }

  /** What gave way is on the screen again, where it was not in storage: the browser keeps nothing, or kept nothing when it gave way. */
  function undoUnkept(back: Undo): Acted {
    const isHere = (back.linked === null) === (desk.now.linked === null);
    if (isHere && desk.kept === 'written' && loses(desk.now.draft, back.draft) && !desk.giveWay('back')) return refused;
    const left = desk.undo === back ? null : desk.undo;
    desk.release(back);
    const version: Version = { draft: back.draft, linked: back.linked };
    const replaced = versions.replace(version, 'back');
    if (replaced.kind === 'written') desk.show(version, replaced.text, 'written');
    else desk.showUnkept(version, replaced.kind, 'back');
    desk.offer(left);
    return shown();
  }

  return {
    restore() {
      const linked = versions.read(true);
      if (linked.kind === 'kept') desk.show(linked.value, linked.text, 'written');
      const found = linked.kind === 'kept' ? linked : desk.showOwn();
      // Whoever only reads need not be told.
      if (found.kind === 'forbidden') desk.unkept('written');
      const before = undoOf(offered(storage, lab));
      if (before) desk.offer(before);
      const damaged = [linked, found].find(({ kind }) => kind === 'damaged');
      return { ...desk.view(), damaged: damaged?.kind === 'damaged' ? damaged.backup : null };
    },
    keep(draft) {
      desk.offer(null);
      desk.write(draft);
      return desk.view();
    },
    replace,
    open(link) {
      const before = desk.undo;
      if (!desk.leave('link')) return refused;
      const left = desk.undo === before ? null : desk.undo;
      const version = versionOf({ start: link, draft: link });
      const found = versions.read(true);
      const lies =
        found.kind === 'kept' && found.value.linked ? { ...found.value.linked, draft: found.value.draft } : null;
      const isThis = lies && (same(lies.draft, link) || (lies.start !== null && same(lies.start, link)));
      if (isThis) {
        desk.show(versionOf({ ...lies, start: lies.start ?? link }), textOf(found), 'written');
        desk.offer(left);
        return { ...shown(), again: !same(lies.draft, link) };
      }
      if (lies && isWork(lies)) {
        const replaced = versions.replace(version, 'link');
        if (replaced.kind === 'full') return refused;
        desk.show(version, replaced.kind === 'written' ? replaced.text : null, replaced.kind);
        desk.offer(left ?? (replaced.kind === 'written' ? backup(replaced.backup) : null));
        return shown();
      }
      const written = versions.write(version, textOf(found));
      desk.show(version, written.kind === 'written' ? written.text : null, written.kind);
      desk.offer(left);
      return shown();
    },
    asLinked() {
      const start = desk.now.linked?.start;
      return start ? replace(start, 'reset') : shown();
    },
    discardShared() {
      if (!desk.now.linked) return shown();
      const before = desk.undo;
      if (!desk.leave('own')) return refused;
      const cleared = versions.clear(true, 'own');
      if (cleared.kind === 'full') return refused;
      if (cleared.kind === 'written' && desk.undo === before) desk.offer(backup(cleared.backup));
      desk.showOwn();
      return shown();
    },
    saveShared() {
      if (!desk.now.linked) return shown();
      const mine: Version = { draft: desk.now.draft, linked: null };
      const replaced = versions.replace(mine, 'adopt');
      if (replaced.kind === 'full') return refused;
      if (replaced.kind === 'forbidden') {
        desk.unkept('forbidden');
        return shown();
      }
      const linked = versions.read(true);
      if (linked.kind === 'kept') {
        // What another tab made of it meanwhile is not what was made the reader's own.
        if (same(linked.value.draft, mine.draft)) storage.write(linkedKind, lab, null, linked.text);
        else versions.clear(true, 'adopt');
      }
      desk.show(mine, replaced.text, 'written');
      desk.offer(backup(replaced.backup));
      return shown();
    },
    loadRemote() {
      const found = desk.lying();
      if (found.kind === 'newer' || found.kind === 'forbidden') {
        desk.unkept(found.kind);
        return shown();
      }
      if (!desk.giveWay('tab')) return refused;
      // To set something aside may have moved what lies there.
      const now = desk.lying();
      if (now.kind === 'kept') desk.show(now.value, now.text, 'written');
      else desk.showOwn();
      return shown();
    },
    overwrite() {
      const { now } = desk;
      const replaced = versions.replace(now, 'insist');
      if (replaced.kind === 'full') return refused;
      if (replaced.kind === 'forbidden') {
        desk.unkept('forbidden');
        return shown();
      }
      desk.show(now, replaced.text, 'written');
      desk.offer(backup(replaced.backup));
      return shown();
    },
    undo() {
      const back = desk.undo;
      if (!back) return shown();
      const isHere = (back.linked === null) === (desk.now.linked === null);
      const isLost = isHere && loses(desk.now.draft, back.draft);
      if (desk.kept !== 'written' && (isLost || !isHere) && !desk.giveWay('back')) return refused;
      if (back.backup === null) return undoUnkept(back);
      // Deleted meanwhile, and in the same millisecond something else was set aside under its key.
      const lies = backup(back.backup);
      if (lies && !same(lies.draft, back.draft)) {
        desk.offer(null);
        return shown();
      }
      const put = storage.restoreBackup(back.backup, isHere && !isLost && desk.kept === 'written' ? desk.seen : null);
      const name = back.linked ? linkedKind.name : draftKind.name;
      const version = put && versionIn(name, put.text);
      if (put && version) {
        desk.show(version, put.text, 'written');
        desk.offer(isHere ? backup(put.backup) : null);
        return shown();
      }
      if (storage.read(draftKind, lab).kind === 'forbidden') return undoUnkept(back);
      // There is no room; or it has been put back or deleted for good meanwhile.
      const isThere = backup(back.backup) !== null;
      desk.offer(isThere ? back : null);
      return isThere ? refused : shown();
    },
    watch: (listener) => {
      const hear = (): void => {
        if (textOf(desk.lying()) !== desk.seen) listener();
      };
      const stops = [storage.watch(draftKind, lab, hear), storage.watch(linkedKind, lab, hear)];
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
}
