/**
 * What the reader's browser keeps: one thing per key below one prefix of localStorage. Nothing is lost quietly: a write goes only over what
 * its caller saw last, whatever else gives way is set aside (backups.ts), what cannot be read too, and what cannot be kept is told.
 */
import {
  backupsIn,
  copyToBackup,
  deleteBackup,
  keysOf,
  moveToBackup,
  moveBack,
  put,
  type Backup,
  type Restored,
  type Store,
  type Why,
} from './backups.ts';
import { bringUp, contentOf, keyOf, open, partsOf, seal, type Kind } from './envelope.ts';

export type Found<Value> =
  | { kind: 'none' }
  | {
      kind: 'kept';
      value: Value;
      /** When it was written, milliseconds since 1970; 0 when it comes from before that was noted. */
      saved: number;
      /** As it lies there; what `ReaderStorage.write` compares. */
      text: string;
    }
  /** Was not readable; `backup` is the key under which it lies now, or its own when there was no room to move it. */
  | { kind: 'damaged'; backup: string }
  /** Was written by a newer version of this site, which alone can read it. */
  | { kind: 'newer' }
  /** The browser lets this page keep nothing. */
  | { kind: 'forbidden' };

export type Unkept =
  /** There is no room, or it is more than could be read again. */
  { kind: 'full' } | { kind: 'forbidden' };

export type Written =
  | { kind: 'written'; text: string | null }
  | Unkept
  | { kind: 'newer' }
  /** Something else lies there than the caller saw; nothing was changed. */
  | { kind: 'changed' };

/** `backup`: the key under which what gave way lies now; null where nothing did. */
export type Replaced = { kind: 'written'; text: string | null; backup: string | null } | Unkept;
export type BackedUp = { kind: 'backup'; key: string } | Unkept;

/** A thing outside its key, as an export holds it. */
export interface Thing {
  name: string;
  id: string;
  version: number;
  saved: number;
  data: unknown;
}

export interface ReaderStorage {
  read: <Value>(kind: Kind<Value>, id: string) => Found<Value>;
  /** Every readable thing of a kind, by id. */
  list: <Value>(kind: Kind<Value>) => { id: string; value: Value; saved: number }[];
  /**
   * Keeps the next state of what the caller has at hand; null when nothing is left of it. `seen` is the `text` the caller last read or wrote
   * (null: nothing lay there): the write is refused if anything else lies there now.
   */
  write: <Value>(kind: Kind<Value>, id: string, value: Value | null, seen: string | null) => Written;
  /** Reads, changes and writes at once, so that two tabs can add to one thing. */
  update: <Value>(kind: Kind<Value>, id: string, change: (before: Value | null) => Value) => Written;
  /** Keeps a value, or with null nothing, in the place of another, which is set aside first. */
  replace: <Value>(kind: Kind<Value>, id: string, value: Value | null, why: Why) => Replaced;
  /** Sets aside what a reader has made and what does not lie in storage, or is about to give way. */
  backUp: <Value>(kind: Kind<Value>, id: string, value: Value, why: Why) => BackedUp;
  /** Sets aside everything of these kinds; how many things, and for how many there was no room, which stay. */
  clear: (kinds: readonly Pick<Kind<unknown>, 'name'>[]) => { cleared: number; left: number };
  /** Hears of another tab's write to a thing, or to any thing when no id is given. */
  watch: (kind: Pick<Kind<unknown>, 'name'>, id: string | null, listener: () => void) => () => void;
  /** What was set aside, the oldest first. */
  backups: () => Backup[];
  /**
   * Back to where it lay; what lies there now is set aside in turn, unless it is the `dispensable` text. Null, with everything where it was,
   * when there is no room, or nothing was set aside under that key.
   */
  restoreBackup: (backup: string, dispensable?: string | null) => Restored | null;
  /** Deletes for good what was set aside. */
  discard: (backup: string) => void;
}

export interface ReaderStorageOptions {
  /** Throws where storage is forbidden. */
  store: () => Store;
  /** Calls back with the key that another tab wrote; null when it cleared everything. */
  listen: (heard: (key: string | null) => void) => () => void;
  /** Milliseconds since 1970. */
  now: () => number;
}

function unwrap<Value>(kind: Kind<Value>, text: string): Found<Value> | null {
  try {
    const { v, saved, data } = open(text);
    const up = bringUp(kind, v, data);
    return up ? { kind: 'kept', value: up.value, saved, text } : { kind: 'newer' };
  } catch {
    return null;
  }
}

/** What is written has to be readable again. */
function isReadable<Value>(kind: Kind<Value>, text: string): boolean {
  return unwrap(kind, text)?.kind === 'kept';
}

export function createReaderStorage({ store, listen, now }: ReaderStorageOptions): ReaderStorage {
  /** Nothing the browser forbids gets further than this. */
  function allowed<Answer>(act: (open: Store) => Answer, otherwise: Answer): Answer {
    try {
      return act(store());
    } catch {
      return otherwise;
    }
  }

  function find<Value>(at: Store, kind: Kind<Value>, key: string): Found<Value> {
    const text = at.getItem(key);
    if (text === null) return { kind: 'none' };
    // Its key must become free whatever else was set aside: nothing more could be kept under it.
    return (
      unwrap(kind, text) ?? { kind: 'damaged', backup: moveToBackup(at, key, text, 'damaged', now(), false) ?? key }
    );
  }

  function keep<Value>(
    kind: Kind<Value>,
    id: string,
    decide: (found: Found<Value>) => Written | { value: Value | null },
  ): Written {
    return allowed<Written>(
      (at) => {
        const key = keyOf(kind, id);
        const found = find(at, kind, key);
        if (found.kind === 'newer') return { kind: 'newer' };
        // What is damaged and could not be moved must not be written over.
        if (found.kind === 'damaged' && found.backup === key) return { kind: 'full' };
        const decided = decide(found);
        if ('kind' in decided) return decided;
        if (decided.value === null) {
          at.removeItem(key);
          return { kind: 'written', text: null };
        }
        const text = seal(kind, decided.value, now());
        return isReadable(kind, text) && put(at, key, text) ? { kind: 'written', text } : { kind: 'full' };
      },
      { kind: 'forbidden' },
    );
  }

  return {
    read: (kind, id) => allowed((at) => find(at, kind, keyOf(kind, id)), { kind: 'forbidden' }),
    list: (kind) =>
      allowed(
        (at) =>
          keysOf(at).flatMap((key) => {
            const parts = partsOf(key);
            if (parts?.name !== kind.name) return [];
            const found = find(at, kind, key);
            return found.kind === 'kept' ? [{ id: parts.id, value: found.value, saved: found.saved }] : [];
          }),
        [],
      ),
    write: (kind, id, value, seen) =>
      keep(kind, id, (found) => {
        const lies = found.kind === 'kept' ? found.text : null;
        return lies === seen ? { value } : { kind: 'changed' };
      }),
    update: (kind, id, change) =>
      keep(kind, id, (found) => ({ value: change(found.kind === 'kept' ? found.value : null) })),
    replace: (kind, id, value, why) =>
      allowed<Replaced>(
        (at) => {
          const key = keyOf(kind, id);
          const text = value === null ? null : seal(kind, value, now());
          if (text !== null && !isReadable(kind, text)) return { kind: 'full' };
          const lies = at.getItem(key);
          if (lies !== null && text !== null && contentOf(lies) === contentOf(text)) {
            return { kind: 'written', text: lies, backup: null };
          }
          const backup = lies === null ? null : moveToBackup(at, key, lies, why, now());
          if (lies !== null && backup === null) return { kind: 'full' };
          if (text === null || put(at, key, text)) return { kind: 'written', text, backup };
          if (backup !== null) moveBack(at, backup, now(), null);
          return { kind: 'full' };
        },
        { kind: 'forbidden' },
      ),
    backUp: (kind, id, value, why) =>
      allowed<BackedUp>(
        (at) => {
          const key = copyToBackup(at, keyOf(kind, id), seal(kind, value, now()), why, now());
          return key === null ? { kind: 'full' } : { kind: 'backup', key };
        },
        { kind: 'forbidden' },
      ),
    clear: (kinds) =>
      allowed(
        (at) => {
          const moment = now();
          const names = new Set(kinds.map(({ name }) => name));
          const keys = keysOf(at).filter((key) => names.has(partsOf(key)?.name ?? ''));
          const left = keys.filter((key) => moveToBackup(at, key, at.getItem(key) ?? '', 'clear', moment) === null);
          return { cleared: keys.length - left.length, left: left.length };
        },
        { cleared: 0, left: 0 },
      ),
    watch: (kind, id, listener) =>
      listen((key) => {
        const start = keyOf(kind, id ?? '');
        if (key === null || (id === null ? key.startsWith(start) : key === start)) listener();
      }),
    backups: () => allowed(backupsIn, []),
    restoreBackup: (backup, dispensable = null) => allowed((at) => moveBack(at, backup, now(), dispensable), null),
    discard: (backup) => {
      allowed((at) => {
        deleteBackup(at, backup);
      }, undefined);
    },
  };
}
