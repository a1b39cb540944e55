/** Everything that the site keeps of its reader on the shelf: what an export holds and an import may bring. */
import { draftKind, linkedKind } from './draft-kind.ts';
import { predictionKind } from './prediction.ts';
import { exerciseKind, questionKind } from './record.ts';
import { resultsKind } from './results.ts';
import type { Kind } from './envelope.ts';
import { visitKind } from './visit.ts';

export const kinds: readonly Kind<unknown>[] = [
  draftKind,
  exerciseKind,
  linkedKind,
  predictionKind,
  questionKind,
  resultsKind,
  visitKind,
];
