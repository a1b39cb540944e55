/** Build only: what of a lab, kept in the browser, its reader must find again as soon as the lab is seen. */
import { draftKind, linkedKind } from '../../learn/draft-kind.ts';
import { predictionKind } from '../../learn/prediction.ts';
import { keyOf } from '../../learn/shelf.ts';

/** Keys of localStorage. */
export const wakingKeys = (lab: string): string[] =>
  [draftKind, linkedKind, predictionKind].map((kind) => keyOf(kind, lab));
