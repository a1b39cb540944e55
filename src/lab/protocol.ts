/**
 * Everything that crosses the edge between whoever runs a lab (page or terminal) and the engine that runs one side of it.
 * Both ends import this file and nothing else of each other.
 */
import type { Problem } from '../contract/problem.ts';

/** Parts of the runtime bundle. `base` is always loaded; the others when a side's command or imports need them. */
export type PackName = 'base' | 'fastapi' | 'django' | 'gunicorn' | 'http' | 'websocket' | 'data' | 'metrics';

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

/** One stream of requests; every default of the contract is already filled in. Seconds and requests. */
export interface Load {
  name: string;
  path: string;
  method: string;
  headers: Record<string, string>;
  body: string;
  timeout: number | null;
  keepalive: boolean;
  start: number;
  protocol: 'http' | 'sse' | 'websocket';
  arrivals:
    | { pattern: 'burst'; requests: number }
    | { pattern: 'constant'; rate: number; duration: number }
    | { pattern: 'poisson'; rate: number; duration: number; seed: number }
    | { pattern: 'closed'; clients: number; requests: number; think: number };
}

/** All that a world needs to run one side. The same job gives the same outcome, byte for byte, unless `cpu` is `measured`. */
export interface SideJob {
  side: Program;
  services: ServiceProgram[];
  loads: Load[];
  world: { cores: number; seed: number; network: number; cpu: 'free' | 'measured' };
  /** Past these the run ends with what it has until then (limits.ts). */
  limits: { realSeconds: number; events: number };
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
}

/** What the page or the command line asks of an engine. `boot` comes once, `run` at most once: an engine is thrown away after its run. */
export type ToEngine = Boot | { kind: 'run'; job: SideJob };

/** Stages of a start, in order. `fetch` counts bytes; the others only name themselves. */
export type LoadingStage = 'fetch' | 'engine' | 'unpack' | 'imports';

/** What an engine answers. Exactly one `finished` or `failed` ends it. */
export type FromEngine =
  | { kind: 'loading'; stage: LoadingStage; received: number; total: number }
  /** For the boots of other engines: compiling it is a good part of a start. Comes before any code of the lab's does. */
  | { kind: 'compiled'; interpreter: WebAssembly.Module }
  | { kind: 'ready' }
  | { kind: 'progress'; now: number; ended: number; requests: number }
  /** `outcome` is the JSON text of a RawOutcome (src/contract/raw.ts), to be checked by the receiver. */
  | { kind: 'finished'; outcome: string }
  | { kind: 'failed'; problem: Problem };
