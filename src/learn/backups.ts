/**
 * What was set aside: everything that a reader had made and that gave way to something else, or could not be read. It lies, as it was,
 * under a key that says when, why and from where: `waitlab:aside:<when>.<why>:<name>:<id>`. The same content is set aside once. There is an
 * end to how much is set aside, and what is set aside is never dropped for it: whoever would replace something is told that there is no room.
 */
import { contentOf, keyOf, nameAndId, partsOf } from './envelope.ts';
import { isMoment } from './moment.ts';

/** The part of the Web Storage API that is needed. */
export type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

export const reasons = [
  /** It could not be read. */
  'damaged',
  'import',
  /** A side, or all of it, was set back to what it was. */
  'reset',
  /** One of the changes to try was chosen. */
  'change',
  /** A link was opened. */
  'link',
  /** Code from a link was left for the reader's own. */
  'own',
  /** Code from a link became the reader's own. */
  'adopt',
  /** It gave way to what another tab had made. */
  'tab',
  /** Another tab had made it, and it gave way to what this one had. */
  'insist',
  /** Something set aside was put back in its place. */
  'back',
  /** Everything was cleared. */
  'clear',
  /** A step of a plan was taken out, or another plan begun. */
  'plan',
  /** A session was set back. */
  'session',
] as const;
export type Why = (typeof reasons)[number];

export interface Backup {
  key: string;
  /** Milliseconds since 1970; 0 when it is not known. */
  at: number;
  /** Null when it comes from before that was noted. */
  why: Why | null;
  /** Where it lay. */
  name: string;
  id: string;
  text: string;
}

const backup = { name: 'aside' };

/** More is not set aside. Characters: less than half of what browsers give a site, so that there is room to work. */
export const backupLimits = { count: 500, characters: 2_000_000 };

const isWhy = (text: string | undefined): text is Why => reasons.some((why) => why === text);

function backupOf(key: string, text: string): Backup[] {
  const parts = partsOf(key);
  const [, at, why, was] = parts?.name === backup.name ? (/^(\d+)(?:\.([a-z]+))?:(.+)$/s.exec(parts.id) ?? []) : [];
  if (at === undefined || was === undefined) return [];
  const when = Number(at);
  return [{ key, at: isMoment(when) ? when : 0, why: isWhy(why) ? why : null, ...nameAndId(was), text }];
}

export function keysOf(store: Store): string[] {
  const keys = Array.from({ length: store.length }, (_, index) => store.key(index));
  return keys.filter((key) => key !== null);
}

/** The oldest first. */
export function backupsIn(store: Store): Backup[] {
  return keysOf(store)
    .flatMap((key) => backupOf(key, store.getItem(key) ?? ''))
    .sort((a, b) => a.at - b.at);
}

/** False, with nothing changed, where there is no room. */
export function put(store: Store, key: string, text: string): boolean {
  try {
    store.setItem(key, text);
    return true;
  } catch {
    return false;
  }
}

/** From one key to another. False, with everything where it was, when there is no room. */
function move(store: Store, from: string, to: string, text: string): boolean {
  if (put(store, to, text)) {
    store.removeItem(from);
    return true;
  }
  // Where two copies do not fit one still may.
  store.removeItem(from);
  if (put(store, to, text)) return true;
  store.setItem(from, text);
  return false;
}

/** A key that nothing lies under yet: what was set aside within the same millisecond stays. */
function freeKey(store: Store, from: string, why: Why, now: number): string {
  const { name, id } = partsOf(from) ?? { name: '', id: '' };
  const keyAt = (at: number): string => keyOf(backup, `${String(at)}.${why}:${name}:${id}`);
  let at = now;
  while (store.getItem(keyAt(at)) !== null) at += 1;
  return keyAt(at);
}

function twinOf(backups: readonly Backup[], from: string, text: string): Backup | undefined {
  const content = contentOf(text);
  return backups.find((one) => keyOf(one, one.id) === from && contentOf(one.text) === content);
}

function hasRoom(backups: readonly Backup[], text: string): boolean {
  const characters = backups.reduce((sum, one) => sum + one.text.length, text.length);
  return backups.length < backupLimits.count && characters <= backupLimits.characters;
}

/** Sets aside a text that belongs under `from` and does not lie there. The key under which it lies now; null where there is no room. */
export function copyToBackup(store: Store, from: string, text: string, why: Why, now: number): string | null {
  const backups = backupsIn(store);
  const twin = twinOf(backups, from, text);
  if (twin) return twin.key;
  if (!hasRoom(backups, text)) return null;
  const to = freeKey(store, from, why, now);
  return put(store, to, text) ? to : null;
}

/**
 * Sets aside the text that lies under `from`, whose key is free afterwards. `bounded` is false for what must leave its key whatever else was
 * set aside.
 */
export function moveToBackup(
  store: Store,
  from: string,
  text: string,
  why: Why,
  now: number,
  bounded = true,
): string | null {
  const backups = backupsIn(store);
  const twin = twinOf(backups, from, text);
  if (twin) {
    store.removeItem(from);
    return twin.key;
  }
  if (bounded && !hasRoom(backups, text)) return null;
  const to = freeKey(store, from, why, now);
  return move(store, from, to, text) ? to : null;
}

/** `text` lies where it came from; `backup` is the key under which lies what lay there, null where nothing did or it was not needed. */
export interface Restored {
  text: string;
  backup: string | null;
}

/**
 * Puts back what was set aside; what lies in its place is set aside in turn, unless it is `dispensable`. Null, with everything where it was,
 * when there is no room or nothing was set aside under that key.
 */
export function moveBack(store: Store, key: string, now: number, dispensable: string | null): Restored | null {
  const text = store.getItem(key);
  const [was] = text === null ? [] : backupOf(key, text);
  if (text === null || !was) return null;
  const to = keyOf(was, was.id);
  const lies = store.getItem(to);
  if (lies === null) return move(store, key, to, text) ? { text, backup: null } : null;
  if (lies !== dispensable && contentOf(lies) !== contentOf(text)) {
    const backup = moveToBackup(store, to, lies, 'back', now, false);
    if (backup === null) return null;
    if (move(store, key, to, text)) return { text, backup };
    put(store, to, lies);
    return null;
  }
  // Without the other, which is not needed, there is room where there was room before.
  if (!put(store, to, text)) {
    store.removeItem(to);
    if (move(store, key, to, text)) return { text, backup: null };
    store.setItem(to, lies);
    return null;
  }
  store.removeItem(key);
  return { text, backup: null };
}

/** Deletes for good; nothing but what was set aside. */
export function deleteBackup(store: Store, key: string): void {
  if (backupOf(key, '').length > 0) store.removeItem(key);
}
