/**
 * The version of a lab's draft that one tab has on the screen, and what it knows of the shelf. Only from here is anything written: over what the
 * version on the screen came from, or over what has been set aside.
 */
import { freshDraft, type Draft } from '../lab/draft.ts';
import type { Why } from './backups.ts';
import { isNothing, same, textOf, type Undo, type Version, type VersionStorage } from './draft-versions.ts';
import type { Found, Written } from './storage.ts';

/** Why what is on the screen does not lie in storage, if it does not; `changed`: another tab has written since. */
export type Keeping = 'written' | Exclude<Written['kind'], 'written'>;

/** What is to be on the screen now. */
export interface Shown {
  draft: Draft;
  /** It came from a link, and the reader has not made it their own. */
  linked: boolean;
  /** It is not as the link had it. */
  touched: boolean;
  kept: Keeping;
  /** What gave way last, while it can still be had back on the spot. */
  undo: Undo | null;
}

export interface Desk {
  readonly now: Version;
  readonly kept: Keeping;
  /** What lay there when this tab last looked or wrote: what is on the screen came from it. */
  readonly seen: string | null;
  readonly undo: Undo | null;
  view: () => Shown;
  /** What lies where the version on the screen belongs. */
  lying: () => Found<Version>;
  /** Puts a version on the screen; `text`: it came from this. */
  show: (version: Version, text: string | null, kept: Keeping) => void;
  /** Puts the reader's own version on the screen. */
  showOwn: () => Found<Version>;
  /** Puts a version on the screen that could not be kept in the place of what lies there, which gave way. */
  showUnkept: (version: Version, kept: Keeping, why: Why) => void;
  /** Keeps the next state of what is on the screen. With `why`: what was there until now has given way. */
  write: (draft: Draft, why?: Why) => void;
  /** What is on the screen was not kept. */
  unkept: (kept: Keeping) => void;
  /** Sets aside what is on the screen; false where there is no room. */
  giveWay: (why: Why) => boolean;
  /** The same, where what is on the screen lies nowhere else. */
  leave: (why: Why) => boolean;
  /** Offers something back on the spot, or nothing more. */
  offer: (undo: Undo | null) => void;
  /** What waited for the browser to keep it is on the screen again. */
  release: (undo: Undo) => void;
}

/** Lies nowhere. */
const never = '';

/** `offered`: told, with the key under which it lies, what can be had back on the spot. */
export function createDesk(storage: VersionStorage, offered: (backup: string | null) => void): Desk {
  let now: Version = { draft: freshDraft, linked: null };
  let kept: Keeping = 'written';
  let seen: string | null = null;
  /** What lies there gave way for this reason, and what is on the screen could not be kept in its place yet. */
  let over: Why | null = null;
  let undo: Undo | null = null;
  /** What gave way while the browser kept nothing. */
  let waiting: readonly Undo[] = [];

  const lying = (): Found<Version> => storage.read(now.linked !== null);

  function offer(next: Undo | null): void {
    if (undo === null && next === null) return;
    undo = next;
    offered(next?.backup ?? null);
  }

  /** What had to wait is set aside before anything more is written. */
  function settle(): Keeping {
    for (let [version] = waiting; version; [version] = waiting) {
      const result = storage.backUp(version, version.why);
      if (result.kind !== 'backup') return result.kind;
      waiting = waiting.slice(1);
      if (undo === version) offer({ ...version, backup: result.key });
    }
    return 'written';
  }

  function show(version: Version, text: string | null, keeping: Keeping): void {
    now = version;
    seen = text;
    over = null;
    kept = keeping;
  }

  function giveWay(why: Why): boolean {
    if (isNothing(now)) return true;
    const result = storage.backUp(now, why);
    if (result.kind === 'backup') {
      offer({ ...now, why, backup: result.key });
      return true;
    }
    if (result.kind === 'forbidden') {
      const version = { ...now, why, backup: null };
      waiting = [...waiting, version];
      offer(version);
      return true;
    }
    // A second copy finds no room; what lies there already may be moved.
    if (kept !== 'written' || textOf(lying()) !== seen) return false;
    const moved = storage.clear(now.linked !== null, why);
    if (moved.kind !== 'written' || moved.backup === null) return false;
    seen = null;
    offer({ ...now, why, backup: moved.backup });
    return true;
  }

  return {
    get now() {
      return now;
    },
    get kept() {
      return kept;
    },
    get seen() {
      return seen;
    },
    get undo() {
      return undo;
    },
    view() {
      const start = now.linked?.start ?? now.draft;
      return { draft: now.draft, linked: now.linked !== null, touched: !same(now.draft, start), kept, undo };
    },
    lying,
    show,
    showOwn() {
      const found = storage.read(false);
      const isUnknown = found.kind === 'forbidden' || found.kind === 'newer';
      const own = found.kind === 'kept' ? found.value : { draft: freshDraft, linked: null };
      show(own, textOf(found), isUnknown ? found.kind : 'written');
      return found;
    },
    showUnkept(version, keeping, why) {
      const isElsewhere = (version.linked === null) !== (now.linked === null);
      show(version, isElsewhere ? null : seen, keeping);
      over = why;
    },
    write(draft, why) {
      now = { ...now, draft };
      over = why ?? over;
      kept = settle();
      if (kept !== 'written') return;
      const isOver = over !== null && textOf(lying()) === seen;
      const written = isOver && over !== null ? storage.replace(now, over) : storage.write(now, seen);
      if (written.kind === 'written') {
        seen = written.text;
        over = null;
      }
      // Even if the same lay there again, it would not be where this came from.
      if (written.kind === 'changed') seen = never;
      kept = written.kind;
    },
    unkept(keeping) {
      kept = keeping;
    },
    giveWay,
    leave: (why) => kept === 'written' || giveWay(why),
    offer,
    release(version) {
      waiting = waiting.filter((one) => one !== version);
    },
  };
}
