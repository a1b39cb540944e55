/** Which sides of which labs meet which loads. */
import { join } from 'node:path';
import type { LabLoad } from '../../src/contract/lab.ts';
import { countOf, sendingOf } from '../../src/lab/arrivals.ts';
import { labLoads, loadsOf, programId, type LoadedLab } from '../../src/lab/jobs.ts';
import { loadLab } from '../../src/lab/node/load-lab.ts';
import { UserError } from '../../src/build/log.ts';

/** Requests at once: around the 40 threads that AnyIO lends, and well below and above. */
const counts = [1, 10, 40, 41, 100, 200] as const;

/** One load on the sides of a lab; `lab` has that load. */
export interface Point {
  lab: LoadedLab;
  requests: number;
}

/** Labs whose load is a burst, to be sent in other sizes. */
const bursts = [
  'event-loop',
  'threadpool',
  'django-modes',
  'first-run',
  'middleware',
  'fan-out',
  'injection',
  'orm',
  'websocket-sse',
  'release',
  'background',
];
/** Labs whose load is a stream of its own length, sent as it is. */
const streams = ['cpu', 'hybrid', 'overload', 'observability'];
/** Of no lab in the book: sides that chance and the kernel rule. */
const noisy = 'tests/fidelity/labs/noisy';

/*
 * Not in the grid: `contract` and `batteries` answer single requests; `latency-trap` and `migrations` do something so many seconds after they
 * were started, and real servers start earlier before a load than virtual ones; `bystander` takes a minute to say what `overload` says.
 */

export function readLab(directory: string): LoadedLab {
  const loaded = loadLab(directory);
  if (loaded.kind === 'problems') throw new UserError(`${directory} has mistakes.`, `npm run -s lab -- ${directory}`);
  return loaded.lab;
}

/** The lab with the first of its loads only, of so many requests at once. */
function withBurst(lab: LoadedLab, requests: number): Point {
  const [first] = labLoads(lab.lab);
  if (!first) throw new Error(`${lab.name} has no load`);
  const load: LabLoad = { ...first, pattern: 'burst', requests };
  // What the lab expects is of its own load.
  return { requests, lab: { ...lab, lab: { ...lab.lab, load, expect: [] } } };
}

/** All points of a lab, in ascending order of their size. */
function pointsOf(lab: LoadedLab, isBurst: boolean): Point[] {
  if (isBurst) return counts.map((requests) => withBurst(lab, requests));
  return [{ lab, requests: loadsOf(lab.lab).reduce((sum, { arrivals }) => sum + countOf(sendingOf(arrivals)), 0) }];
}

export function grid(): Point[][] {
  return [
    ...bursts.map((name) => pointsOf(readLab(join('content/labs', name)), true)),
    pointsOf(readLab(noisy), true),
    ...streams.map((name) => pointsOf(readLab(join('content/labs', name)), false)),
  ];
}

/** What `npm test` compares: ten cells that take a few seconds, most of them spent waiting. */
export function smallGrid(): { points: Point[]; sides: string[] }[] {
  const of = (name: string, requests: number, sides: string[]): { points: Point[]; sides: string[] } => ({
    points: [withBurst(readLab(join('content/labs', name)), requests)],
    sides,
  });
  return [
    of('event-loop', 10, ['fastapi', 'django']),
    of('event-loop', 41, ['fastapi', 'django']),
    of('threadpool', 41, ['endpoint', 'dependency', 'raised', 'executor']),
    of('django-modes', 40, ['sync', 'gthread']),
  ];
}

/** Sides whose workers all take connections whenever there are some, so that chance decides who has how many. */
export function isChancy({ name, lab }: LoadedLab, side: string): boolean {
  const commands = [...lab.sides.filter((one) => programId(one, name) === side), ...(lab.services ?? [])];
  return commands.some(({ command }) => /--workers [2-9]|-w [2-9]/.test(command) && /--threads|uvicorn/.test(command));
}
