/** From a checked lab to what an engine runs. Pure: the page calls it after every edit, the terminal once. */
import type { Lab, LabLoad, LabService } from '../contract/lab.ts';
import { runLimits } from '../contract/limits.ts';
import type { Problem } from '../contract/problem.ts';
import type { Load, Program, ServiceProgram, SideJob } from './protocol.ts';
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

/** Whether what a command line starts last, and so keeps running, is a program of the lab's own rather than a server. */
export function runsScript(command: string): boolean {
  return /^python3?(\s|$)/.test(command.split('&&').at(-1)?.trim() ?? '');
}

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

/** How many requests a load sends; for `poisson`, how many it sends on average. */
export function plannedRequests(load: LabLoad): number {
  switch (load.pattern) {
    case 'burst':
    case 'closed':
      return load.requests ?? 0;
    case 'constant':
      // One at 0, 1/rate, 2/rate... before `duration`. The small step back keeps 0.1 * 30 from becoming four.
      return Math.ceil((load.rate ?? 0) * (load.duration ?? 0) - 1e-9);
    case 'poisson':
      return Math.ceil((load.rate ?? 0) * (load.duration ?? 0) - 1e-9);
  }
}

function arrivalsOf(load: LabLoad, seed: number): Load['arrivals'] {
  const { pattern, requests = 1, rate = 1, duration = 1, clients = 1, think = 0 } = load;
  switch (pattern) {
    case 'burst':
      return { pattern, requests };
    case 'constant':
      return { pattern, rate, duration };
    case 'poisson':
      return { pattern, rate, duration, seed: load.seed ?? seed };
    case 'closed':
      return { pattern, clients, requests, think };
  }
}

/** The load with every default filled in. */
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

/** One job per side, in the lab's order, every default filled in; or the limit that the load passes, or the text that no engine can take. */
export function jobsOf({ name, lab, files }: LoadedLab): Jobs {
  const requests = labLoads(lab).reduce((sum, load) => sum + plannedRequests(load), 0);
  if (requests > runLimits.requests) {
    return {
      kind: 'problems',
      problems: [{ code: 'limit-requests', values: { requests, limit: runLimits.requests }, file: 'lab.yaml' }],
    };
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
  const loads = loadsOf(lab);
  const { realSeconds, events } = runLimits;
  const limits = { realSeconds, events };
  const jobs = lab.sides.map((side) => ({ side: programOf(side), services: servicesOf(side), loads, world, limits }));
  // Sides share services and loads: what is broken there is told once.
  const broken = new Map(jobs.flatMap(brokenTexts).map((problem) => [JSON.stringify(problem), problem]));
  return broken.size > 0 ? { kind: 'problems', problems: [...broken.values()] } : { kind: 'jobs', jobs };
}
