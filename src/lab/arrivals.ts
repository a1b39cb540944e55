/** What a pattern means: the instants at which the requests of a load arrive. Pure, and the same in every browser. */
import type { Arrivals } from '../contract/patterns.ts';
import { naturalLogarithm } from './logarithm.ts';
import type { Sending } from './protocol.ts';
import { createRandom } from './mersenne-twister.ts';

const second = 1e9;

/** To the nearest whole number; of two that are equally near the even one, so that what is rounded does not drift to one side. */
function toEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return rest < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}

/** How many requests a pattern sends; for `poisson`, how many it sends on average. Never sends one to find out. */
export function expectedRequests(arrivals: Arrivals): number {
  switch (arrivals.pattern) {
    case 'burst':
    case 'closed':
      return arrivals.requests;
    case 'constant':
    case 'poisson':
      // One at 0, 1/rate, 2/rate... before `duration`. The small step back keeps 0.1 * 30 from becoming four.
      return Math.ceil(arrivals.rate * arrivals.duration - 1e-9);
  }
}

/** Independent arrivals: the gaps between them are exponential, by inversion. */
function poissonInstants({ rate, duration, seed }: Extract<Arrivals, { pattern: 'poisson' }>): number[] {
  const random = createRandom(seed);
  const instants: number[] = [];
  const gap = (): number => -naturalLogarithm(1 - random()) / rate;
  for (let when = gap(); when < duration; when += gap()) instants.push(toEven(when * second));
  return instants;
}

/** When the requests of a pattern arrive. Takes memory for each of them: ask `expectedRequests` before. */
export function sendingOf(arrivals: Arrivals): Sending {
  switch (arrivals.pattern) {
    case 'burst':
      return { kind: 'open', instants: Array.from({ length: arrivals.requests }, () => 0) };
    case 'constant': {
      const instants = Array.from({ length: Math.max(1, expectedRequests(arrivals)) }, (_, number) =>
        toEven((number * second) / arrivals.rate),
      );
      return { kind: 'open', instants };
    }
    case 'poisson':
      return { kind: 'open', instants: poissonInstants(arrivals) };
    case 'closed': {
      const { clients, requests, think } = arrivals;
      return { kind: 'closed', clients, requests, think };
    }
  }
}

/** How many requests clients send. */
export const countOf = (sending: Sending): number =>
  sending.kind === 'open' ? sending.instants.length : sending.requests;
