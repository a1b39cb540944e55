/** Everything that the site keeps of its reader in storage: what an export holds and an import may bring. */
import { draftKind, linkedKind } from './draft-kind.ts';
import { predictionKind } from './prediction.ts';
import { exerciseKind, questionKind } from './record.ts';
import { planKind } from './session/making.ts';
import { showKind } from './session/keep-show.ts';
import { resultsKind } from './results.ts';
import type { Kind } from './envelope.ts';
import { visitKind } from './visit.ts';

export const kinds: readonly Kind<unknown>[] = [
  draftKind,
  exerciseKind,
  linkedKind,
  planKind,
  predictionKind,
  questionKind,
  resultsKind,
  showKind,
  visitKind,
];
