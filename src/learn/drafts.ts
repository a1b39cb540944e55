/**
 * Where a lab's draft lies while the reader works on it: under the lab's name, or, as long as it came from a link and has not been made
 * their own, beside it. Whatever on the screen or on the shelf gives way to something else is set aside first, and the act is refused where
 * there is no room for that; where the browser keeps nothing at all, it waits here until the browser does.
 */
import { draftKey, freshDraft, loses, type Draft } from '../components/lab/draft.ts';
import type { Why } from './asides.ts';
import { draftKind, linkedKind, type Linked } from './draft-kind.ts';
import { valueIn } from './envelope.ts';
import { offer, offered } from './offered.ts';
import type { Found, Replaced, SetAside, Shelf, Written } from './shelf.ts';

/** Why what is on the screen does not lie on the shelf, if it does not; `changed`: another tab has written since. */
export type Keeping = 'written' | Exclude<Written['kind'], 'written'>;

/** A draft that gave way, and where it goes back to. */
export interface Undo {
  draft: Draft;
  why: Why;
  /** It had come from a link, and goes back beside the reader's own. */
  linked: Pick<Linked, 'start'> | null;
  /** Under which key it lies; null where the browser keeps nothing. */
  aside: string | null;
}

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
  own: () => Acted;
  /** Makes the draft from the link the reader's own. */
  adopt: () => Acted;
  /** Shows what another tab has written. */
  elsewhere: () => Acted;
  /** Keeps what is on the screen in place of what another tab has written. */
  insist: () => Acted;
  undo: () => Acted;
  /** Hears when another tab has written something else than what this one last saw. */
  watch: (listener: () => void) => () => void;
}

type Version = Pick<Undo, 'draft' | 'linked'>;

const same = (one: Draft, other: Draft): boolean => draftKey(one) === draftKey(other);
const refused: Acted = { kind: 'refused' };
/** Lies nowhere. */
const never = '';
const textOf = (found: Found<unknown>): string | null => (found.kind === 'kept' ? found.text : null);

/** Whether somebody has worked on code from a link. */
const isWork = ({ start, draft }: Linked): boolean => start === null || loses(draft, start);

const ownVersion = (found: Found<Draft>): Version | null =>
  found.kind === 'kept' ? { draft: found.value, linked: null } : null;
const linkedVersion = (found: Found<Linked>): Version | null =>
  found.kind === 'kept' ? { draft: found.value.draft, linked: { start: found.value.start } } : null;

/** What the page offered back before it was loaded again. */
function undoOf(shelf: Shelf, lab: string): Undo | null {
  const aside = offered(shelf, lab);
  if (!aside) return null;
  const about = { why: aside.why ?? 'reset', aside: aside.key } as const;
  if (aside.name === draftKind.name) {
    const draft = valueIn(draftKind, aside.text);
    return draft && { draft, linked: null, ...about };
  }
  const linked = aside.name === linkedKind.name ? valueIn(linkedKind, aside.text) : null;
  return linked && { draft: linked.draft, linked: { start: linked.start }, ...about };
}

export function draftsOf(shelf: Shelf, lab: string): Drafts {
  let now: Version = { draft: freshDraft, linked: null };
  let kept: Keeping = 'written';
  /** What lay there when this tab last looked or wrote: what is on the screen came from it. */
  let seen: string | null = null;
  /** What is on the screen did not come from it: that gave way, for this reason, and what is on the screen could not be kept yet. */
  let over: Why | null = null;
  let undo: Undo | null = null;
  /** What gave way while the browser kept nothing. */
  let waiting: Undo[] = [];

  const view = (): Shown => {
    const start = now.linked?.start ?? now.draft;
    return { draft: now.draft, linked: now.linked !== null, touched: !same(now.draft, start), kept, undo };
  };
  const shown = (): Acted => ({ kind: 'shown', shown: view() });

  const isNothing = ({ draft, linked }: Version): boolean => linked === null && same(draft, freshDraft);
  const setAside = (version: Version, why: Why): SetAside =>
    version.linked
      ? shelf.setAside(linkedKind, lab, { ...version.linked, draft: version.draft }, why)
      : shelf.setAside(draftKind, lab, version.draft, why);
  const replaceOn = (version: Version, why: Why): Replaced =>
    version.linked
      ? shelf.replace(linkedKind, lab, { ...version.linked, draft: version.draft }, why)
      : shelf.replace(draftKind, lab, isNothing(version) ? null : version.draft, why);

  /** What can be had back on the spot, also after a reload. */
  function giveBack(next: Undo | null): void {
    if (undo === null && next === null) return;
    undo = next;
    offer(shelf, lab, next?.aside ?? null);
  }

  /** What had to wait is set aside before anything more is written. */
  function settle(): Keeping {
    for (let [version] = waiting; version; [version] = waiting) {
      const result = setAside(version, version.why);
      if (result.kind !== 'aside') return result.kind;
      waiting = waiting.slice(1);
      if (undo === version) giveBack({ ...version, aside: result.key });
    }
    return 'written';
  }

  function write(draft: Draft): void {
    now = { ...now, draft };
    kept = settle();
    if (kept !== 'written') return;
    const written = over !== null && textOf(lying()) === seen ? replaceOn(now, over) : overwrite();
    if (written.kind === 'written') {
      seen = written.text;
      over = null;
    }
    // Even if the same lay there again, it would not be where this came from.
    if (written.kind === 'changed') seen = never;
    kept = written.kind;
  }

  const overwrite = (): Written =>
    now.linked
      ? shelf.write(linkedKind, lab, { ...now.linked, draft: now.draft }, seen)
      : shelf.write(draftKind, lab, isNothing(now) ? null : now.draft, seen);

  /** Sets aside what is on the screen; false where there is no room. */
  function giveWay(why: Why): boolean {
    if (isNothing(now)) return true;
    const result = setAside(now, why);
    if (result.kind === 'aside') giveBack({ ...now, why, aside: result.key });
    else if (result.kind === 'forbidden') {
      const version = { ...now, why, aside: null };
      waiting = [...waiting, version];
      giveBack(version);
    } else {
      // A second copy finds no room; what lies there already may be moved.
      if (kept !== 'written' || textOf(lying()) !== seen) return false;
      const moved = now.linked ? shelf.replace(linkedKind, lab, null, why) : shelf.replace(draftKind, lab, null, why);
      if (moved.kind !== 'written' || moved.aside === null) return false;
      seen = null;
      giveBack({ ...now, why, aside: moved.aside });
    }
    return true;
  }

  const lying = (): Found<unknown> => (now.linked ? shelf.read(linkedKind, lab) : shelf.read(draftKind, lab));

  /** The reader's own draft comes on the screen. */
  function takeOwn(): Found<Draft> {
    const found = shelf.read(draftKind, lab);
    now = { draft: found.kind === 'kept' ? found.value : freshDraft, linked: null };
    seen = textOf(found);
    over = null;
    kept = found.kind === 'forbidden' || found.kind === 'newer' ? found.kind : 'written';
    return found;
  }
  function takeLinked({ start, draft }: Linked, text: string | null, keeping: Keeping): void {
    now = { draft, linked: { start } };
    seen = text;
    over = null;
    kept = keeping;
  }

  /** What is on the screen and nowhere else gives way with it. */
  const leave = (why: Why): boolean => kept === 'written' || giveWay(why);

  function replace(draft: Draft, why: Why): Acted {
    if (!loses(now.draft, draft)) giveBack(null);
    else if (giveWay(why)) over = why;
    else return refused;
    write(draft);
    return shown();
  }

  return {
    restore() {
      const linked = shelf.read(linkedKind, lab);
      const found = linked.kind === 'kept' ? linked : takeOwn();
      if (linked.kind === 'kept') takeLinked(linked.value, linked.text, 'written');
      if (found.kind === 'forbidden') kept = 'written';
      undo = undoOf(shelf, lab);
      const damaged = [linked, found].find(({ kind }) => kind === 'damaged');
      return { ...view(), damaged: damaged?.kind === 'damaged' ? damaged.aside : null };
    },
    keep(draft) {
      giveBack(null);
      write(draft);
      return view();
    },
    replace,
    open(link) {
      const value = { start: link, draft: link };
      const before = undo;
      if (!leave('link')) return refused;
      const left = undo === before ? null : undo;
      const found = shelf.read(linkedKind, lab);
      if (found.kind === 'kept') {
        const { start, draft } = found.value;
        const isThis = same(draft, link) || (start !== null && same(start, link));
        if (isThis) {
          takeLinked({ start: start ?? link, draft }, found.text, 'written');
          giveBack(left);
          return { ...shown(), again: !same(draft, link) };
        }
        if (isWork(found.value)) {
          const replaced = shelf.replace(linkedKind, lab, value, 'link');
          if (replaced.kind === 'full') return refused;
          takeLinked(value, replaced.kind === 'written' ? replaced.text : null, replaced.kind);
          const aside = replaced.kind === 'written' ? replaced.aside : null;
          giveBack(left ?? (aside === null ? null : { draft, linked: { start }, why: 'link', aside }));
          return shown();
        }
      }
      const written = shelf.write(linkedKind, lab, value, textOf(found));
      takeLinked(value, written.kind === 'written' ? written.text : null, written.kind);
      giveBack(left);
      return shown();
    },
    asLinked: () => (now.linked?.start ? replace(now.linked.start, 'reset') : shown()),
    own() {
      if (!now.linked) return shown();
      const before = undo;
      if (!leave('own')) return refused;
      const found = shelf.read(linkedKind, lab);
      if (found.kind === 'kept') {
        const replaced = shelf.replace(linkedKind, lab, null, 'own');
        if (replaced.kind !== 'written') return refused;
        const { start, draft } = found.value;
        if (undo === before) giveBack({ draft, linked: { start }, why: 'own', aside: replaced.aside });
      }
      takeOwn();
      return shown();
    },
    adopt() {
      if (!now.linked) return shown();
      const own = shelf.read(draftKind, lab);
      const mine: Version = { draft: now.draft, linked: null };
      const replaced = replaceOn(mine, 'adopt');
      if (replaced.kind === 'full') return refused;
      if (replaced.kind === 'forbidden') {
        kept = 'forbidden';
        return shown();
      }
      const linked = shelf.read(linkedKind, lab);
      if (linked.kind === 'kept') {
        // What another tab made of it meanwhile is not what was made the reader's own.
        if (same(linked.value.draft, now.draft)) shelf.write(linkedKind, lab, null, linked.text);
        else shelf.replace(linkedKind, lab, null, 'adopt');
      }
      now = mine;
      seen = replaced.text;
      over = null;
      kept = 'written';
      const before = own.kind === 'kept' ? own.value : null;
      giveBack(
        before && replaced.aside !== null ? { draft: before, linked: null, why: 'adopt', aside: replaced.aside } : null,
      );
      return shown();
    },
    elsewhere() {
      const found = lying();
      if (found.kind === 'newer' || found.kind === 'forbidden') {
        kept = found.kind;
        return shown();
      }
      if (!giveWay('tab')) return refused;
      const linked = now.linked ? shelf.read(linkedKind, lab) : null;
      if (linked?.kind === 'kept') takeLinked(linked.value, linked.text, 'written');
      else takeOwn();
      return shown();
    },
    insist() {
      const theirs = now.linked ? linkedVersion(shelf.read(linkedKind, lab)) : ownVersion(shelf.read(draftKind, lab));
      const replaced = replaceOn(now, 'insist');
      if (replaced.kind === 'full') return refused;
      kept = replaced.kind;
      if (replaced.kind === 'written') {
        seen = replaced.text;
        over = null;
        giveBack(theirs && replaced.aside !== null ? { ...theirs, why: 'insist', aside: replaced.aside } : null);
      }
      return shown();
    },
    undo() {
      if (!undo) return shown();
      const back = undo;
      const here = now;
      const isHere = (back.linked === null) === (here.linked === null);
      const isLost = isHere && loses(here.draft, back.draft);
      if (kept !== 'written' && (isLost || !isHere) && !giveWay('back')) return refused;
      if (back.aside === null) waiting = waiting.filter((one) => one !== back);
      const isDispensable = isHere && !isLost && kept === 'written';
      const put = back.aside === null ? null : shelf.putBack(back.aside, isDispensable ? seen : null);
      if (put) {
        now = { draft: back.draft, linked: back.linked };
        seen = put.text;
        over = null;
        kept = 'written';
        giveBack(isHere && put.aside !== null ? { ...here, why: 'back', aside: put.aside } : null);
        return shown();
      }
      if (back.aside !== null && shelf.read(draftKind, lab).kind !== 'forbidden') {
        const isThere = shelf.asides().some(({ key }) => key === back.aside);
        if (isThere) return refused;
        // It has been deleted for good meanwhile.
        giveBack(null);
        return shown();
      }
      // The browser keeps nothing, or kept nothing when this gave way.
      if (kept === 'written' && isLost && !giveWay('back')) return refused;
      const left = undo === back ? null : undo;
      now = { draft: back.draft, linked: back.linked };
      const replaced = replaceOn(now, 'back');
      if (replaced.kind === 'written') seen = replaced.text;
      else if (!isHere) seen = null;
      over = replaced.kind === 'written' ? null : 'back';
      kept = replaced.kind;
      giveBack(left);
      return shown();
    },
    watch: (listener) => {
      const hear = (): void => {
        if (textOf(lying()) !== seen) listener();
      };
      const stops = [shelf.watch(draftKind, lab, hear), shelf.watch(linkedKind, lab, hear)];
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
}

/**
 * Drafts that lie elsewhere than on the shelf, such as in the state of a session; links and other tabs do not reach them. What gives way in
 * them is set aside on the shelf, as the reader's own draft of the lab.
 */
export function heldDrafts(start: Draft, write: (draft: Draft) => void, shelf: Shelf, lab: string): Drafts {
  let draft = start;
  let undo: Undo | null = null;
  const view = (): Shown => ({ draft, linked: false, touched: false, kept: 'written', undo });
  function keep(next: Draft): Shown {
    draft = next;
    undo = null;
    write(next);
    return view();
  }
  function replace(next: Draft, why: Why): Acted {
    const before = draft;
    if (!loses(before, next)) return { kind: 'shown', shown: keep(next) };
    const aside = shelf.setAside(draftKind, lab, before, why);
    if (aside.kind === 'full') return refused;
    keep(next);
    undo = { draft: before, why, linked: null, aside: aside.kind === 'aside' ? aside.key : null };
    return { kind: 'shown', shown: view() };
  }
  const stay = (): Acted => ({ kind: 'shown', shown: view() });
  return {
    restore: () => ({ ...view(), damaged: null }),
    keep,
    replace,
    open: (linked) => replace(linked, 'link'),
    asLinked: stay,
    own: stay,
    adopt: stay,
    elsewhere: stay,
    insist: stay,
    undo: () => (undo ? replace(undo.draft, 'back') : stay()),
    watch: () => () => undefined,
  };
}
