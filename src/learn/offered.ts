/** What gave way last on a page and is offered back on the spot: where it lies is kept, so that a reload does not take the offer away. */
import { z } from '../schemas/small.ts';
import type { Aside } from './asides.ts';
import { textSchema } from './bounds.ts';
import type { Kind } from './envelope.ts';
import type { Shelf } from './shelf.ts';

const schema = z.strictObject({ aside: textSchema });

/** Under the id of what gave way. */
export const undoKind: Kind<{ aside: string }> = { name: 'undo', schema, migrations: [(bare) => bare] };

/** `aside`: the key under which it lies; null takes the offer back. */
export function offer(shelf: Shelf, id: string, aside: string | null): void {
  if (aside !== null) {
    shelf.update(undoKind, id, () => ({ aside }));
    return;
  }
  const found = shelf.read(undoKind, id);
  if (found.kind === 'kept') shelf.write(undoKind, id, null, found.text);
}

/** Null when nothing is offered, or it has been put back or deleted meanwhile. */
export function offered(shelf: Shelf, id: string): Aside | null {
  const found = shelf.read(undoKind, id);
  if (found.kind !== 'kept') return null;
  return shelf.asides().find((aside) => aside.key === found.value.aside && aside.id === id) ?? null;
}
