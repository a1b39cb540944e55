/**
 * Everything that crosses the edge between whoever runs a lab (page or terminal) and the engine that runs one side of it.
 * Both ends import this file and nothing else of each other.
 */
import type { Problem } from '../contract/problem.ts';
import type { Load } from '../contract/run.ts';
import type { Manifest, PackName } from './manifest-schema.ts';

/** One program of a lab: its files by path relative to its directory, and the command line that runs it. */
export interface Program {
  id: string;
  command: string;
  env: Record<string, string>;
  files: Record<string, string>;
}

/** A program beside a side, which sides call by name on the virtual network. */
export interface ServiceProgram extends Program {
  host: string;
  port: number;
  /** It runs in the side's own directory, with the side's files; `files` is empty. */
  shared: boolean;
}

/**
 * When the clients of a load send. Open: at these instants, nanoseconds from the load's start, in ascending order, whatever the side does.
 * Closed: so many clients, each of which waits for its answer, then `think` seconds, until `requests` have been sent.
 */
export type Sending =
  { kind: 'open'; instants: number[] } | { kind: 'closed'; clients: number; requests: number; think: number };

/** One stream of requests for clients, virtual ones or real ones (src/replay): what is sent when, and no patterns. */
export interface JobLoad extends Omit<Load, 'arrivals'> {
  sending: Sending;
}

/** All that a world needs to run one side. The same job gives the same outcome, byte for byte, unless `cpu` is `measured`. */
export interface SideJob {
  side: Program;
  services: ServiceProgram[];
  loads: JobLoad[];
  world: { cores: number; seed: number; network: number; cpu: 'free' | 'measured' };
  /** Past these the run ends with what it has until then (limits.ts). */
  limits: { realSeconds: number; events: number };
}

/** An engine just before its run, from which others can be restored. Good for the very bundle, packs and processes that it was started with. */
export interface Snapshot {
  /** What belongs to the memory, as JSON that only an engine reads (engine/snapshot). */
  state: string;
  /** Linear memory without its pages of zeros. */
  memory: Uint8Array<ArrayBuffer>;
}

/**
 * The first message to an engine. `runtime`: address of the bundle. `interpreter`: what an engine before this one has compiled; without it,
 * this one fetches and compiles the interpreter for itself.
 */
export interface Boot {
  kind: 'boot';
  runtime: string;
  packs: PackName[];
  processes: number;
  interpreter?: WebAssembly.Module;
  /** This one starts from there, or as any other if it does not fit. */
  snapshot?: Snapshot;
  /** It is to tell its own snapshot. */
  take?: boolean;
  /** The bundle's, where whoever asks has read it: an engine in Node is given it, one in a page reads it itself. */
  manifest?: Manifest;
}

/** Does ahead what does not depend on a job, for a `boot` with a snapshot. `packs`: likely ones of that. */
export interface Prepare extends Omit<Boot, 'kind' | 'processes' | 'snapshot' | 'take'> {
  kind: 'prepare';
}

/**
 * What the page or the command line asks of an engine: `prepare` or not, `boot` once, `run` at most once. An engine is thrown away after its
 * run.
 */
export type ToEngine = Prepare | Boot | { kind: 'run'; job: SideJob };

/** Stages of a start, in order. `fetch` counts bytes; the others only name themselves. */
export type LoadingStage = 'fetch' | 'engine' | 'unpack' | 'imports';

/** What an engine answers. Exactly one `finished` or `failed` ends it. */
export type FromEngine =
  | { kind: 'loading'; stage: LoadingStage; received: number; total: number }
  /** For the boots of other engines: compiling it is a good part of a start. Comes before any code of the lab's does. */
  | { kind: 'compiled'; interpreter: WebAssembly.Module }
  /** A snapshot did not fit, or none can be taken of this engine: for whoever looks after engines. The start goes on without it. */
  | { kind: 'unfit'; reason: string }
  /** Prepared. */
  | { kind: 'blank' }
  | { kind: 'ready' }
  /** The answer to `take`; right after `ready`, and so before any code of the lab's. */
  | { kind: 'snapshot'; snapshot: Snapshot }
  | { kind: 'progress'; now: number; ended: number; requests: number }
  /** `outcome` is the JSON text of a RawOutcome (src/contract/raw.ts), to be checked by the receiver. */
  | { kind: 'finished'; outcome: string }
  | { kind: 'failed'; problem: Problem };
