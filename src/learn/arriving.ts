/** What a file may bring: the same as an export holds, but its edits are marked as not the reader's own, whatever the file says of them. */
import { draftKind } from './draft-kind.ts';
import { kinds } from './kinds.ts';

const arrivingDraft: typeof draftKind = {
  ...draftKind,
  schema: { parse: (data) => ({ ...draftKind.schema.parse(data), origin: 'import' }) },
};

export const arrivingKinds: typeof kinds = kinds.map((kind) => (kind.name === draftKind.name ? arrivingDraft : kind));
