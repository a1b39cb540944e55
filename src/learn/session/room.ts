/** Whether a machine can carry a session: what it is, judged. Pure. */

/** What the browser says of itself. */
export interface RoomFacts {
  /** Labs run live (JSPI). */
  live: boolean;
  /** The site can be stored: a secure page, a service worker, a cache. */
  storable: boolean;
  /** Bytes that the browser would still let the site store; null when it does not say. */
  room: number | null;
  /** Bytes that are to be stored. */
  needed: number;
  /** Gigabytes, rounded by the browser and capped at 8; null when it does not say. */
  memory: number | null;
  /** Of the window, in CSS pixels. */
  width: number;
  /** Windows of the site can talk to each other. */
  windows: boolean;
}

/** `poor`: a session is possible, with less comfort. `bad`: something that it needs is missing. */
export type Fitness = 'good' | 'poor' | 'bad';

export interface Check {
  id: 'live' | 'storable' | 'room' | 'memory' | 'width' | 'windows';
  verdict: Fitness;
}

/** Below this the sides of a lab run one after the other (src/lab/page/browser.ts). */
const comfortableMemory = 4;
/** CSS pixels from which two sides stand beside each other. */
const comfortableWidth = 1000;

export function judge(facts: RoomFacts): Check[] {
  return [
    { id: 'live', verdict: facts.live ? 'good' : 'poor' },
    { id: 'storable', verdict: facts.storable ? 'good' : 'bad' },
    { id: 'room', verdict: facts.room === null || facts.room >= facts.needed ? 'good' : 'bad' },
    { id: 'memory', verdict: facts.memory === null || facts.memory > comfortableMemory ? 'good' : 'poor' },
    { id: 'width', verdict: facts.width >= comfortableWidth ? 'good' : 'poor' },
    { id: 'windows', verdict: facts.windows ? 'good' : 'poor' },
  ];
}

export const worst = (checks: readonly Check[]): Fitness =>
  (['bad', 'poor'] as const).find((verdict) => checks.some((check) => check.verdict === verdict)) ?? 'good';
