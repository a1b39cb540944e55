/** What gave way last on a page and is offered back on the spot: where it lies is kept, so that a reload does not take the offer away. */
import { z } from '../schemas/small.ts';
import type { Backup } from './backups.ts';
import { textSchema } from './bounds.ts';
import type { Kind } from './envelope.ts';
import type { ReaderStorage } from './storage.ts';

const schema = z.strictObject({ aside: textSchema });

/** Under the id of what gave way. */
export const undoKind: Kind<{ aside: string }> = { name: 'undo', schema, migrations: [(bare) => bare] };

/** `backup`: the key under which it lies; null takes the offer back. */
export function offer(storage: ReaderStorage, id: string, backup: string | null): void {
  if (backup !== null) {
    storage.update(undoKind, id, () => ({ aside: backup }));
    return;
  }
  const found = storage.read(undoKind, id);
  if (found.kind === 'kept') storage.write(undoKind, id, null, found.text);
}

/** Null when nothing is offered, or it has been put back or deleted meanwhile. */
export function offered(storage: ReaderStorage, id: string): Backup | null {
  const found = storage.read(undoKind, id);
  if (found.kind !== 'kept') return null;
  return storage.backups().find((backup) => backup.key === found.value.aside && backup.id === id) ?? null;
}
