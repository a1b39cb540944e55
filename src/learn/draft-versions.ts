/** Versions of a lab's draft, the reader's own and those from links, and how each lies in storage. */
import { draftKey, freshDraft, loses, type Draft } from '../lab/draft.ts';
import type { Backup, Why } from './backups.ts';
import { draftKind, linkedKind, type Linked } from './draft-kind.ts';
import { valueIn } from './envelope.ts';
import type { Found, Replaced, BackedUp, ReaderStorage, Written } from './storage.ts';

export interface Version {
  draft: Draft;
  /** It came from a link, and lies beside the reader's own. */
  linked: Pick<Linked, 'start'> | null;
}

/** A version that gave way. */
export interface Undo extends Version {
  why: Why;
  /** Under which key it lies; null where the browser keeps nothing. */
  backup: string | null;
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
export function undoOf(backup: Backup | null | undefined): Undo | null {
  if (!backup) return null;
  const version = versionIn(backup.name, backup.text);
  return version && { ...version, why: backup.why ?? 'reset', backup: backup.key };
}

/** The shelf, for the versions of one lab. */
export interface VersionStorage {
  read: (linked: boolean) => Found<Version>;
  write: (version: Version, seen: string | null) => Written;
  replace: (version: Version, why: Why) => Replaced;
  /** What lies there gives way to nothing. */
  clear: (linked: boolean, why: Why) => Replaced;
  backUp: (version: Version, why: Why) => BackedUp;
}

export function versionsOn(storage: ReaderStorage, lab: string): VersionStorage {
  const ownIn = (version: Version): Draft | null => (isNothing(version) ? null : version.draft);
  return {
    read(linked) {
      const found = linked ? storage.read(linkedKind, lab) : storage.read(draftKind, lab);
      if (found.kind !== 'kept') return found;
      const { value } = found;
      return { ...found, value: 'start' in value ? versionOf(value) : { draft: value, linked: null } };
    },
    write: (version, seen) =>
      version.linked
        ? storage.write(linkedKind, lab, { ...version.linked, draft: version.draft }, seen)
        : storage.write(draftKind, lab, ownIn(version), seen),
    replace: (version, why) =>
      version.linked
        ? storage.replace(linkedKind, lab, { ...version.linked, draft: version.draft }, why)
        : storage.replace(draftKind, lab, ownIn(version), why),
    clear: (linked, why) =>
      linked ? storage.replace(linkedKind, lab, null, why) : storage.replace(draftKind, lab, null, why),
    backUp: (version, why) =>
      version.linked
        ? storage.backUp(linkedKind, lab, { ...version.linked, draft: version.draft }, why)
        : storage.backUp(draftKind, lab, version.draft, why),
  };
}
