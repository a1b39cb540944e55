/**
 * The reader's own runs, whole, so that two of them can be laid over each other later. They are too large for localStorage and lie in
 * IndexedDB: a bounded number for each lab, the oldest of which gives way. A run carries the lab it was made of, so it can be read after the
 * lab has changed.
 */
import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction } from 'idb';
import type { Outcomes } from '../lab/result.ts';
import type { LoadedLab } from '../lab/jobs.ts';

/** What a list of runs shows. */
export interface RunHead {
  id: number;
  lab: string;
  /** `draftKey` of what was run: runs repeat exactly, so one of each is enough. */
  key: string;
  /** When it ended, milliseconds since 1970. */
  at: number;
  /** The chosen change; null is the lab as written. */
  change: string | null;
  /** The reader had edited something on top of it. */
  edited: boolean;
}

export interface RunBody {
  loaded: LoadedLab;
  outcomes: Outcomes;
}

export type NewRun = Omit<RunHead, 'id'> & RunBody;

export type KeepingResult =
  /** `dropped`: how many of the oldest had to go. */
  | { kind: 'kept'; dropped: number }
  | { kind: 'full' }
  /** The browser lets this page keep nothing. */
  | { kind: 'forbidden' };

export interface Runs {
  /** Of one lab, or of all; the newest first. */
  list: (lab?: string) => Promise<RunHead[]>;
  /** Null when it has been dropped meanwhile. */
  get: (id: number) => Promise<RunBody | null>;
  keep: (run: NewRun) => Promise<KeepingResult>;
  /** Keeps a run that comes from elsewhere, if there is room: none of the reader's own goes for it. */
  add: (run: NewRun) => Promise<KeepingResult>;
  remove: (id: number) => Promise<void>;
}

/** Runs of one lab that are kept. */
export const mostRuns = 8;

interface Schema extends DBSchema {
  heads: { key: number; value: RunHead; indexes: { lab: string } };
  bodies: { key: number; value: RunBody };
}

function isFull(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'QuotaExceededError';
}

/** Milliseconds: a damaged profile, or another tab that holds the database, can leave an open without any answer. */
const timeout = 5_000;

async function open(): Promise<IDBPDatabase<Schema>> {
  const opening = openDatabase();
  let late: ReturnType<typeof setTimeout> | undefined;
  const noAnswer = new Promise<never>((_, reject) => {
    late = setTimeout(() => {
      reject(new Error('no answer'));
    }, timeout);
  });
  try {
    return await Promise.race([opening, noAnswer]);
  } catch (error) {
    // Nobody waits for it any more.
    opening.then(
      (database) => {
        database.close();
      },
      () => undefined,
    );
    throw error;
  } finally {
    clearTimeout(late);
  }
}

async function openDatabase(): Promise<IDBPDatabase<Schema>> {
  const database = await openDB<Schema>('waitlab', 1, {
    upgrade: (fresh) => {
      fresh.createObjectStore('heads', { keyPath: 'id', autoIncrement: true }).createIndex('lab', 'lab');
      fresh.createObjectStore('bodies');
    },
    // Another tab has a newer version of the site, which must not wait for this one.
    blocking: () => {
      database.close();
    },
  });
  return database;
}

/** Everything is asked of the browser anew each time: tabs come and go, and the reader may clear the storage. */
async function within<Answer>(act: (database: IDBPDatabase<Schema>) => Promise<Answer>): Promise<Answer> {
  const database = await open();
  try {
    return await act(database);
  } finally {
    database.close();
  }
}

type Change = IDBPTransaction<Schema, ('heads' | 'bodies')[], 'readwrite'>;

/** All that `act` does happens, or nothing of it. */
async function changing<Answer>(
  database: IDBPDatabase<Schema>,
  act: (change: Change) => Promise<Answer>,
): Promise<Answer> {
  const change = database.transaction(['heads', 'bodies'], 'readwrite');
  try {
    const answer = await act(change);
    await change.done;
    return answer;
  } catch (error) {
    // What failed first is told; that the transaction failed too is no news.
    change.done.catch(() => undefined);
    try {
      change.abort();
    } catch {
      // Aborted already.
    }
    throw error;
  }
}

async function forget(change: Change, ids: readonly number[]): Promise<void> {
  for (const id of ids) {
    await change.objectStore('heads').delete(id);
    await change.objectStore('bodies').delete(id);
  }
}

async function put(change: Change, { loaded, outcomes, ...head }: NewRun): Promise<void> {
  // The database numbers it.
  const id = await change.objectStore('heads').add(head as RunHead);
  await change.objectStore('bodies').add({ loaded, outcomes }, id);
}

/** False when as many of the lab lie there already as may; true also when this one does. */
async function putBeside(change: Change, run: NewRun): Promise<boolean> {
  const before = await change.objectStore('heads').index('lab').getAll(run.lab);
  if (before.some(({ key }) => key === run.key)) return true;
  if (before.length >= mostRuns) return false;
  await put(change, run);
  return true;
}

async function putInPlace(change: Change, run: NewRun, most: number): Promise<number> {
  const before = (await change.objectStore('heads').index('lab').getAll(run.lab)).sort((a, b) => b.at - a.at);
  const repeated = before.filter(({ key }) => key === run.key);
  const dropped = before.filter(({ key }) => key !== run.key).slice(most - 1);
  await forget(
    change,
    [...repeated, ...dropped].map(({ id }) => id),
  );
  await put(change, run);
  return dropped.length;
}

export const runs: Runs = {
  list: async (lab) => {
    try {
      const heads = await within((database) =>
        lab === undefined ? database.getAll('heads') : database.getAllFromIndex('heads', 'lab', lab),
      );
      return heads.sort((a, b) => b.at - a.at);
    } catch {
      return [];
    }
  },
  get: async (id) => {
    try {
      return (await within((database) => database.get('bodies', id))) ?? null;
    } catch {
      return null;
    }
  },
  keep: async (run) => {
    // Where there is no room, the oldest of this lab go, half of what is left each time.
    for (let most = mostRuns; most >= 1; most = Math.floor(most / 2)) {
      try {
        const dropped = await within((database) => changing(database, (change) => putInPlace(change, run, most)));
        return { kind: 'kept', dropped };
      } catch (error) {
        if (!isFull(error)) return { kind: 'forbidden' };
      }
    }
    return { kind: 'full' };
  },
  add: async (run) => {
    try {
      const isThere = await within((database) => changing(database, (change) => putBeside(change, run)));
      return isThere ? { kind: 'kept', dropped: 0 } : { kind: 'full' };
    } catch (error) {
      return { kind: isFull(error) ? 'full' : 'forbidden' };
    }
  },
  remove: async (id) => {
    await within((database) => changing(database, (change) => forget(change, [id])));
  },
};
