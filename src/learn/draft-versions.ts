/** Versions of a lab's draft, the reader's own and those from links, and how each lies on the shelf. */
import { draftKey, freshDraft, loses, type Draft } from '../lab/draft.ts';
import type { Aside, Why } from './asides.ts';
import { draftKind, linkedKind, type Linked } from './draft-kind.ts';
import { valueIn } from './envelope.ts';
import type { Found, Replaced, SetAside, Shelf, Written } from './shelf.ts';

export interface Version {
  draft: Draft;
  /** It came from a link, and lies beside the reader's own. */
  linked: Pick<Linked, 'start'> | null;
}

/** A version that gave way. */
export interface Undo extends Version {
  why: Why;
  /** Under which key it lies; null where the browser keeps nothing. */
  aside: string | null;
}

export const same = (one: Draft, other: Draft): boolean => draftKey(one) === draftKey(other);

/** The lab as written, of which nothing lies anywhere. */
export const isNothing = ({ draft, linked }: Version): boolean => linked === null && same(draft, freshDraft);

/** Whether somebody has worked on code from a link. */
export const isWork = ({ start, draft }: Linked): boolean => start === null || loses(draft, start);

export const versionOf = ({ start, draft }: Linked): Version => ({ draft, linked: { start } });

export const textOf = (found: Found<unknown>): string | null => (found.kind === 'kept' ? found.text : null);

/** The version that a text of the shelf holds; null when it holds none. */
export function versionIn(name: string, text: string): Version | null {
  if (name === draftKind.name) {
    const draft = valueIn(draftKind, text);
    return draft && { draft, linked: null };
  }
  const linked = name === linkedKind.name ? valueIn(linkedKind, text) : null;
  return linked && versionOf(linked);
}

/** What was set aside, as something that can be had back. */
export function undoOf(aside: Aside | null | undefined): Undo | null {
  if (!aside) return null;
  const version = versionIn(aside.name, aside.text);
  return version && { ...version, why: aside.why ?? 'reset', aside: aside.key };
}

/** The shelf, for the versions of one lab. */
export interface VersionShelf {
  read: (linked: boolean) => Found<Version>;
  write: (version: Version, seen: string | null) => Written;
  replace: (version: Version, why: Why) => Replaced;
  /** What lies there gives way to nothing. */
  clear: (linked: boolean, why: Why) => Replaced;
  setAside: (version: Version, why: Why) => SetAside;
}

export function versionsOn(shelf: Shelf, lab: string): VersionShelf {
  const ownIn = (version: Version): Draft | null => (isNothing(version) ? null : version.draft);
  return {
    read(linked) {
      const found = linked ? shelf.read(linkedKind, lab) : shelf.read(draftKind, lab);
      if (found.kind !== 'kept') return found;
      const { value } = found;
      return { ...found, value: 'start' in value ? versionOf(value) : { draft: value, linked: null } };
    },
    write: (version, seen) =>
      version.linked
        ? shelf.write(linkedKind, lab, { ...version.linked, draft: version.draft }, seen)
        : shelf.write(draftKind, lab, ownIn(version), seen),
    replace: (version, why) =>
      version.linked
        ? shelf.replace(linkedKind, lab, { ...version.linked, draft: version.draft }, why)
        : shelf.replace(draftKind, lab, ownIn(version), why),
    clear: (linked, why) =>
      linked ? shelf.replace(linkedKind, lab, null, why) : shelf.replace(draftKind, lab, null, why),
    setAside: (version, why) =>
      version.linked
        ? shelf.setAside(linkedKind, lab, { ...version.linked, draft: version.draft }, why)
        : shelf.setAside(draftKind, lab, version.draft, why),
  };
}
