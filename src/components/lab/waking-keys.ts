/** Build only: what of a lab, kept in the browser, its reader must find again as soon as the lab is seen. */
import { draftKind, linkedKind } from '../../learn/draft-kind.ts';
import { undoKind } from '../../learn/offered.ts';
import { predictionKind } from '../../learn/prediction.ts';
import { keyOf } from '../../learn/envelope.ts';

/** Keys of localStorage. */
export const wakingKeys = (lab: string): string[] =>
  [draftKind, linkedKind, undoKind, predictionKind].map((kind) => keyOf(kind, lab));
