/**
 * What the reader's browser keeps: one thing per key below one prefix of localStorage, each in an envelope that says which version
 * of its kind it is. Nothing is lost quietly: what cannot be read is set aside under another key, what cannot be written is told to
 * the caller, and a caller that names what it saw last never writes over what another tab has written since.
 */

const prefix = 'waitlab:';
const asideName = 'aside';

/** One sort of thing to keep: a lab's draft, a prediction, the attempts at an exercise. */
export interface Kind<Value> {
  /** Key of a thing: `waitlab:<name>:<id>`. No colon. */
  readonly name: string;
  /** Throws when the data, at the newest version, is not of this kind. */
  readonly schema: { parse: (data: unknown) => Value };
  /**
   * Step n turns data of version n into version n + 1, so their number is the version that is written. Version 0 is what lay under the
   * key before there were envelopes. A step that throws means damage.
   */
  readonly migrations: readonly ((old: unknown) => unknown)[];
}

/** Under which key of localStorage a thing lies. */
export const keyOf = ({ name }: Pick<Kind<unknown>, 'name'>, id: string): string => `${prefix}${name}:${id}`;

export type Found<Value> =
  | { kind: 'none' }
  | {
      kind: 'kept';
      value: Value;
      /** When it was written, milliseconds since 1970; 0 when it comes from before that was noted. */
      saved: number;
      /** As it lies there; what `Shelf.write` compares. */
      text: string;
    }
  /** Was not readable; `aside` is the key under which it lies now, or its own when there was no room to move it. */
  | { kind: 'damaged'; aside: string }
  /** Was written by a newer version of this site, which alone can read it. */
  | { kind: 'newer' }
  /** The browser lets this page keep nothing. */
  | { kind: 'forbidden' };

export type Written =
  | { kind: 'written'; text: string | null }
  | { kind: 'full' }
  | { kind: 'forbidden' }
  | { kind: 'newer' }
  /** Another tab has written since; nothing was changed. */
  | { kind: 'changed' };

/** Something under the prefix that was set aside: damaged, or replaced by an import. */
export interface Aside {
  key: string;
  /** Milliseconds since 1970. */
  at: number;
  /** Where it lay. */
  name: string;
  id: string;
  text: string;
}

/** A thing outside its key, as an export holds it. */
export interface Thing {
  name: string;
  id: string;
  version: number;
  saved: number;
  data: unknown;
}

export interface Shelf {
  read: <Value>(kind: Kind<Value>, id: string) => Found<Value>;
  /** Every readable thing of a kind, by id. */
  list: <Value>(kind: Kind<Value>) => { id: string; value: Value; saved: number }[];
  /**
   * Keeps a value; null forgets. `seen` is the `text` the caller last read or wrote (null: nothing lay there); with it the write is refused if
   * anything else lies there now.
   */
  write: <Value>(kind: Kind<Value>, id: string, value: Value | null, seen?: string | null) => Written;
  /** Reads, changes and writes at once, so that two tabs can add to one thing. */
  update: <Value>(kind: Kind<Value>, id: string, change: (before: Value | null) => Value) => Written;
  /** Hears of another tab's write to a thing, or to any thing when no id is given. */
  watch: (kind: Pick<Kind<unknown>, 'name'>, id: string | null, listener: () => void) => () => void;
  /** Keeps a value in the place of another, which is set aside first and can be put back. */
  replace: <Value>(kind: Kind<Value>, id: string, value: Value) => Written;
  /** What was set aside, the oldest first. */
  asides: () => Aside[];
  /** Back to where it lay; what lies there now is set aside in turn. False when there is no room. */
  putBack: (aside: string) => boolean;
  /** Deletes for good what was set aside. */
  discard: (aside: string) => void;
}

/** The part of the Web Storage API that is needed. */
export type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

export interface ShelfOptions {
  /** Throws where storage is forbidden. */
  store: () => Store;
  /** Calls back with the key that another tab wrote; null when it cleared everything. */
  listen: (heard: (key: string | null) => void) => () => void;
  /** Milliseconds since 1970. */
  now: () => number;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

interface Envelope {
  v: number;
  saved: number;
  data: unknown;
}

/** Bare data, from before there were envelopes, is version 0. */
function open(content: unknown): Envelope {
  const isEnvelope = isRecord(content) && 'v' in content && 'data' in content;
  if (!isEnvelope) return { v: 0, saved: 0, data: content };
  const { v, saved, data } = content;
  if (typeof v !== 'number' || !Number.isInteger(v) || v < 0) throw new Error('an envelope without a version');
  return { v, saved: typeof saved === 'number' && Number.isFinite(saved) ? saved : 0, data };
}

/** The data at the kind's newest version; throws when it is damaged, and null means it is from a newer site. */
export function bringUp<Value>(kind: Kind<Value>, version: number, data: unknown): { value: Value } | null {
  if (version > kind.migrations.length) return null;
  const newest = kind.migrations.slice(version).reduce((old, step) => step(old), data);
  return { value: kind.schema.parse(newest) };
}

function unwrap<Value>(kind: Kind<Value>, text: string): Found<Value> | null {
  try {
    const { v, saved, data } = open(JSON.parse(text));
    const up = bringUp(kind, v, data);
    return up ? { kind: 'kept', value: up.value, saved, text } : { kind: 'newer' };
  } catch {
    return null;
  }
}

function keysOf(store: Store): string[] {
  const keys = Array.from({ length: store.length }, (_, index) => store.key(index));
  return keys.flatMap((key) => (key?.startsWith(prefix) ? [key] : []));
}

/** `waitlab:name:id`, where the id may hold colons. */
function partsOf(key: string): { name: string; id: string } {
  const rest = key.slice(prefix.length);
  const colon = rest.indexOf(':');
  return colon < 0 ? { name: rest, id: '' } : { name: rest.slice(0, colon), id: rest.slice(colon + 1) };
}

function asideOf(key: string, text: string): Aside[] {
  const { name, id } = partsOf(key);
  const [, at, was] = name === asideName ? (/^(\d+):(.+)$/s.exec(id) ?? []) : [];
  return at !== undefined && was !== undefined ? [{ key, at: Number(at), ...partsOf(`${prefix}${was}`), text }] : [];
}

export function createShelf({ store, listen, now }: ShelfOptions): Shelf {
  /** Nothing the browser forbids gets further than this. */
  function allowed<Answer>(act: (open: Store) => Answer, otherwise: Answer): Answer {
    try {
      return act(store());
    } catch {
      return otherwise;
    }
  }

  function move(open: Store, key: string, text: string): string | null {
    const { name, id } = partsOf(key);
    const aside = `${prefix}${asideName}:${String(now())}:${name}:${id}`;
    // The old one goes first: where there is little room, two copies would not fit.
    open.removeItem(key);
    try {
      open.setItem(aside, text);
      return aside;
    } catch {
      open.setItem(key, text);
      return null;
    }
  }

  function find<Value>(open: Store, kind: Kind<Value>, key: string): Found<Value> {
    const text = open.getItem(key);
    if (text === null) return { kind: 'none' };
    return unwrap(kind, text) ?? { kind: 'damaged', aside: move(open, key, text) ?? key };
  }

  function put<Value>(
    kind: Kind<Value>,
    id: string,
    decide: (found: Found<Value>) => Written | { value: Value | null },
  ) {
    return allowed<Written>(
      (open) => {
        const key = keyOf(kind, id);
        const found = find(open, kind, key);
        if (found.kind === 'newer') return { kind: 'newer' };
        // What is damaged and could not be moved must not be written over.
        if (found.kind === 'damaged' && found.aside === key) return { kind: 'full' };
        const decided = decide(found);
        if ('kind' in decided) return decided;
        if (decided.value === null) {
          open.removeItem(key);
          return { kind: 'written', text: null };
        }
        const text = JSON.stringify({ v: kind.migrations.length, saved: now(), data: decided.value });
        try {
          open.setItem(key, text);
        } catch {
          return { kind: 'full' };
        }
        return { kind: 'written', text };
      },
      { kind: 'forbidden' },
    );
  }

  return {
    read: (kind, id) => allowed((open) => find(open, kind, keyOf(kind, id)), { kind: 'forbidden' }),
    list: (kind) =>
      allowed(
        (open) =>
          keysOf(open).flatMap((key) => {
            const { name, id } = partsOf(key);
            if (name !== kind.name) return [];
            const found = find(open, kind, key);
            return found.kind === 'kept' ? [{ id, value: found.value, saved: found.saved }] : [];
          }),
        [],
      ),
    write: (kind, id, value, seen) =>
      put(kind, id, (found) => {
        const lies = found.kind === 'kept' ? found.text : null;
        return seen !== undefined && lies !== seen ? { kind: 'changed' } : { value };
      }),
    update: (kind, id, change) =>
      put(kind, id, (found) => ({ value: change(found.kind === 'kept' ? found.value : null) })),
    watch: (kind, id, listener) =>
      listen((key) => {
        const start = keyOf(kind, id ?? '');
        if (key === null || (id === null ? key.startsWith(start) : key === start)) listener();
      }),
    asides: () =>
      allowed((open) => keysOf(open).flatMap((key) => asideOf(key, open.getItem(key) ?? '')), []).sort(
        (a, b) => a.at - b.at,
      ),
    replace: (kind, id, value) =>
      allowed<Written>(
        (open) => {
          const key = keyOf(kind, id);
          const before = open.getItem(key);
          const aside = before === null ? null : move(open, key, before);
          if (before !== null && aside === null) return { kind: 'full' };
          const written = put(kind, id, () => ({ value }));
          if (written.kind !== 'written' && before !== null && aside !== null) {
            open.removeItem(aside);
            open.setItem(key, before);
          }
          return written;
        },
        { kind: 'forbidden' },
      ),
    putBack: (aside) =>
      allowed((open) => {
        const text = open.getItem(aside);
        const [was] = text === null ? [] : asideOf(aside, text);
        if (text === null || !was) return false;
        const key = keyOf(was, was.id);
        const now = open.getItem(key);
        if (now !== null && move(open, key, now) === null) return false;
        open.removeItem(aside);
        open.setItem(key, text);
        return true;
      }, false),
    discard: (aside) =>
      allowed((open) => {
        if (aside.startsWith(`${prefix}${asideName}:`)) open.removeItem(aside);
      }, undefined),
  };
}
