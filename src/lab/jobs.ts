/** From a checked lab to what an engine runs. Pure: the page calls it after every edit, the terminal once. */
import type { Lab, LabLoad, LabService } from '../contract/lab.ts';
import { runLimits } from '../contract/limits.ts';
import type { Problem } from '../contract/problem.ts';
import { numbersIn, patternSchema, type Arrivals } from '../contract/patterns.ts';
import type { Load } from '../contract/run.ts';
import { runsScript } from './command-line.ts';
import { countOf, expectedRequests, sendingOf } from './arrivals.ts';
import type { JobLoad, Program, ServiceProgram, SideJob } from './protocol.ts';
import { brokenTexts } from './whole-text.ts';

/** Files of every program by its id, then by path relative to its directory, separated by `/`. */
export type ProgramFiles = Record<string, Record<string, string>>;

/** A lab that was checked, with the name of its directory. */
export interface LoadedLab {
  name: string;
  lab: Lab;
  files: ProgramFiles;
}

/** The id of a side or service: given, or the last part of its directory; a program in the lab's own directory has the lab's name. */
export function programId(program: { id?: string | undefined; directory: string }, lab: string): string {
  const last = program.directory.split('/').findLast((part) => part !== '' && part !== '.');
  return program.id ?? last ?? lab;
}

/** A directory in one spelling. */
const plain = (directory: string): string =>
  directory
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');

/**
 * The services beside a side. A worker (`python worker.py`) in the directory of some side belongs to that side, and runs beside no other.
 * Any service in the side's directory runs in that very directory of the virtual disk: it sees what the side writes.
 */
function servicesBeside(lab: Lab, side: Lab['sides'][number]): { service: LabService; shared: boolean }[] {
  const homes = lab.sides.map(({ directory }) => plain(directory));
  return (lab.services ?? []).flatMap((service) => {
    const home = plain(service.directory);
    const shared = home === plain(side.directory);
    return shared || !homes.includes(home) || !runsScript(service.command) ? [{ service, shared }] : [];
  });
}

export function labLoads(lab: Lab): LabLoad[] {
  return Array.isArray(lab.load) ? lab.load : [lab.load];
}

/** One name per load. Loads without a name become `main`, `main-2`...; a name that the author gave is never taken. */
export function loadNames(lab: Lab): string[] {
  const loads = labLoads(lab);
  const taken = new Set(loads.map((load) => load.name));
  return loads.map((load) => {
    if (load.name !== undefined) return load.name;
    let name = 'main';
    for (let number = 2; taken.has(name); number += 1) name = `main-${String(number)}`;
    taken.add(name);
    return name;
  });
}

/** Throws where the load breaks a rule of its pattern (rules.ts). */
function arrivalsOf(load: LabLoad, seed: number): Arrivals {
  const stated = patternSchema.parse({ pattern: load.pattern, ...numbersIn(load) });
  return stated.pattern === 'poisson' ? { ...stated, seed: stated.seed ?? seed } : stated;
}

/** The loads with every default filled in, of a lab that keeps to the rules. */
export function loadsOf(lab: Lab): Load[] {
  const names = loadNames(lab);
  const seed = lab.world?.seed ?? 1;
  return labLoads(lab).map((load, index) => ({
    name: names[index] ?? 'main',
    path: load.path,
    method: load.method ?? 'GET',
    headers: load.headers ?? {},
    body: load.body ?? '',
    timeout: load.timeout ?? null,
    keepalive: load.keepalive ?? false,
    start: load.start ?? 0,
    protocol: load.protocol ?? 'http',
    // A seed of its own for each load, or two unseeded streams would arrive in step.
    arrivals: arrivalsOf(load, seed + index),
  }));
}

/** The machine with every default filled in. */
export function worldOf({ world }: Lab): SideJob['world'] {
  return {
    cores: world?.cores ?? 2,
    seed: world?.seed ?? 1,
    network: world?.network ?? 0,
    cpu: world?.cpu ?? 'free',
  };
}

export type Jobs = { kind: 'jobs'; jobs: SideJob[] } | { kind: 'problems'; problems: Problem[] };

/**
 * What the clients of a lab send; or how many requests that would be, where they are more than a run may have. They are counted before any
 * is made.
 */
function jobLoads(loads: readonly Load[]): JobLoad[] | number {
  const count = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);
  const expected = count(loads.map(({ arrivals }) => expectedRequests(arrivals)));
  if (expected > runLimits.requests) return expected;
  const made = loads.map(({ arrivals, ...load }) => ({ ...load, sending: sendingOf(arrivals) }));
  // Chance may send some more than it does on average.
  const planned = count(made.map(({ sending }) => countOf(sending)));
  return planned > runLimits.requests ? planned : made;
}

/**
 * One job per side of a lab that keeps to the rules, in the lab's order, every default filled in; or the limit that the load passes, or the
 * text that no engine can take.
 */
export function jobsOf({ name, lab, files }: LoadedLab): Jobs {
  const loads = jobLoads(loadsOf(lab));
  if (typeof loads === 'number') {
    const values = { requests: loads, limit: runLimits.requests };
    return { kind: 'problems', problems: [{ code: 'limit-requests', values, file: 'lab.yaml' }] };
  }
  const programOf = (program: Lab['sides'][number]): Program => {
    const id = programId(program, name);
    return { id, command: program.command, env: program.env ?? {}, files: files[id] ?? {} };
  };
  // All hosts are one machine here, as where a lab is replayed, and port 8000 is the side's.
  const servicesOf = (side: Lab['sides'][number]): ServiceProgram[] =>
    servicesBeside(lab, side).map(({ service, shared }, index) => {
      const program = programOf(service);
      const files = shared ? {} : program.files;
      return { ...program, files, host: service.host ?? program.id, port: service.port ?? 8001 + index, shared };
    });
  const world = worldOf(lab);
  const { realSeconds, events } = runLimits;
  const limits = { realSeconds, events };
  const jobs = lab.sides.map((side) => ({ side: programOf(side), services: servicesOf(side), loads, world, limits }));
  // Sides share services and loads: what is broken there is told once.
  const broken = new Map(jobs.flatMap(brokenTexts).map((problem) => [JSON.stringify(problem), problem]));
  return broken.size > 0 ? { kind: 'problems', problems: [...broken.values()] } : { kind: 'jobs', jobs };
}
