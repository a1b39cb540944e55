/**
 * Where a lab's draft lies while the reader works on it: under the lab's name, or, as long as it came from a link and has not been made
 * their own, beside it, so that opening a link takes nothing away.
 */
import type { Draft } from '../components/lab/draft.ts';
import { draftKind, linkedKind } from './draft-kind.ts';
import type { Found, Shelf, Written } from './shelf.ts';

/** Why what is on the screen does not lie on the shelf, if it does not; `changed`: another tab has written since. */
export type Keeping = 'written' | Exclude<Written['kind'], 'written'>;

export interface Restored {
  draft: Draft | null;
  linked: boolean;
  /** The key under which a draft that could not be read lies now. */
  aside: string | null;
}

export interface Drafts {
  restore: () => Restored;
  /** Null forgets it. */
  keep: (draft: Draft | null) => Keeping;
  /** Takes up a draft from a link, beside the reader's own. */
  open: (linked: Draft) => Keeping;
  /** Leaves the draft from the link for the reader's own, which is returned; null is the lab as written. */
  own: () => Draft | null;
  /** Makes the draft from the link the reader's own; what lay there is returned, and can be put back. */
  adopt: (draft: Draft) => { kept: Keeping; before: Draft | null };
  /** What another tab has written; from now on it counts as seen. */
  elsewhere: () => Draft | null;
  /** Hears when another tab has written something else than what this one last saw. */
  watch: (listener: () => void) => () => void;
}

const textOf = (found: Found<Draft>): string | null => (found.kind === 'kept' ? found.text : null);
const valueOf = (found: Found<Draft>): Draft | null => (found.kind === 'kept' ? found.value : null);

export function draftsOf(shelf: Shelf, lab: string): Drafts {
  let kind = draftKind;
  /** What lay there when this tab last looked or wrote; undefined while it has not looked. */
  let seen: string | null | undefined;

  function note(written: Written): Keeping {
    if (written.kind === 'written') seen = written.text;
    return written.kind;
  }
  function look(): Found<Draft> {
    const found = shelf.read(kind, lab);
    seen = textOf(found);
    return found;
  }

  return {
    restore() {
      kind = linkedKind;
      const linked = valueOf(look());
      if (linked) return { draft: linked, linked: true, aside: null };
      kind = draftKind;
      const found = look();
      return { draft: valueOf(found), linked: false, aside: found.kind === 'damaged' ? found.aside : null };
    },
    keep: (draft) => note(shelf.write(kind, lab, draft, seen)),
    open(linked) {
      kind = linkedKind;
      return note(shelf.write(kind, lab, linked));
    },
    own() {
      shelf.write(linkedKind, lab, null);
      kind = draftKind;
      return valueOf(look());
    },
    adopt(draft) {
      const before = valueOf(shelf.read(draftKind, lab));
      const written = shelf.replace(draftKind, lab, draft);
      if (written.kind === 'written') {
        shelf.write(linkedKind, lab, null);
        kind = draftKind;
        return { kept: note(written), before };
      }
      return { kept: written.kind, before };
    },
    elsewhere: () => valueOf(look()),
    watch: (listener) => {
      const hear = (): void => {
        if (seen !== undefined && textOf(shelf.read(kind, lab)) !== seen) listener();
      };
      const stops = [shelf.watch(draftKind, lab, hear), shelf.watch(linkedKind, lab, hear)];
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
}
