/** How the requests of a side stand at one moment of the run. Pure. */
import type { SideRun } from '../contract/run.ts';
import { states, type State } from '../contract/raw.ts';

export interface Moment {
  answered: number;
  /** Arrived and not answered, by what they are doing; states without requests are left out. */
  doing: { state: State; requests: number }[];
}

/** `at`: seconds of virtual time. */
export function momentOf(side: Pick<SideRun, 'requests' | 'spans'>, at: number): Moment {
  const counts = new Map<State, number>();
  for (const { request, state, from, to } of side.spans) {
    if (request !== null && from <= at && at < to) counts.set(state, (counts.get(state) ?? 0) + 1);
  }
  return {
    answered: side.requests.filter(({ end }) => end !== null && end <= at).length,
    doing: states.flatMap((state) => (counts.has(state) ? [{ state, requests: counts.get(state) ?? 0 }] : [])),
  };
}
