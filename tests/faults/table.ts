/** The table of faults: every kind as often as another, each time another one of its kind, drawn from a seed. */
import { engineKinds } from './kinds-engine.ts';
import { keepingKinds } from './kinds-keeping.ts';
import { networkKinds } from './kinds-network.ts';
import { readerKinds } from './kinds-reader.ts';
import { valueKinds } from './kinds-values.ts';
import { play, type Case, type Random } from './play.ts';
import type { Complaint } from './judge.ts';

const kinds = [...networkKinds, ...engineKinds, ...readerKinds, ...keepingKinds, ...valueKinds];

export interface Fault {
  kind: string;
  fault: Case;
}

/** Mulberry32. */
function randomFrom(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

export function faultTable(seed: number, count: number): Fault[] {
  const random = randomFrom(seed);
  return Array.from({ length: count }, (_, index) => {
    const kind = kinds[index % kinds.length];
    if (!kind) throw new Error('no kinds');
    return { kind: kind.name, fault: kind.make(random) };
  });
}

export interface FaultVerdict {
  kind: string;
  name: string;
  complaints: Complaint[];
}

/** One after the other, because each has the clock for itself. */
export async function playAll(faults: readonly Fault[]): Promise<FaultVerdict[]> {
  const verdicts: FaultVerdict[] = [];
  for (const { kind, fault } of faults) verdicts.push({ kind, name: fault.name, complaints: await play(fault) });
  return verdicts;
}
