/**
 * What a lab must keep to beyond its shape: keys that a pattern needs or cannot use, values that make sense, ids that are unique,
 * paths that stay inside. Pure; the loader adds file and line, the page asks after every edit.
 */
import { checkExpectation } from '../trace/expect.ts';
import type { Lab, LabLoad } from '../contract/lab.ts';
import { labLoads, loadNames, programId, runsScript } from './jobs.ts';
import { runLimits } from '../contract/limits.ts';
import type { ProblemCode } from '../contract/problem.ts';

/** A broken rule and the keys that lead to its place in lab.yaml. */
export interface BrokenRule {
  code: ProblemCode;
  path: (string | number)[];
  values: Record<string, string | number>;
}

const needs = {
  burst: ['requests'],
  constant: ['rate', 'duration'],
  poisson: ['rate', 'duration'],
  closed: ['clients', 'requests'],
} as const;

const understands = {
  burst: ['requests'],
  constant: ['rate', 'duration'],
  poisson: ['rate', 'duration', 'seed'],
  closed: ['clients', 'requests', 'think'],
} as const;

const patternKeys = ['requests', 'rate', 'duration', 'seed', 'clients', 'think'] as const;

/** `a/b` with `/` between parts, relative, never leaving. */
export function staysInside(path: string): boolean {
  return (
    path !== '' && !/^([/\\]|[A-Za-z]:)/.test(path) && !/[\\\p{Cc}]/u.test(path) && !path.split('/').includes('..')
  );
}

export type LoadChange = { [Key in keyof LabLoad]?: LabLoad[Key] | undefined };

/**
 * The load with some keys replaced. Keys that the resulting pattern cannot use are dropped, so that a change of pattern need
 * not name what it leaves behind.
 */
export function withLoad(load: LabLoad, change: LoadChange): LabLoad {
  const { requests, rate, duration, seed, clients, think, ...rest } = {
    ...load,
    ...change,
    path: change.path ?? load.path,
    pattern: change.pattern ?? load.pattern,
  };
  const values = { requests, rate, duration, seed, clients, think };
  const kept = understands[rest.pattern].map((key) => [key, values[key]] as const);
  return { ...rest, ...Object.fromEntries(kept.filter(([, value]) => value !== undefined)) };
}

interface Range {
  least: number;
  /** `least` itself is too little. */
  open?: true;
  most: number;
  whole?: true;
}

/** Seconds: a run lasts at most a day of virtual time, and so does whatever it waits for. */
const day = 86_400;
const loadRanges: Partial<Record<keyof LabLoad, Range>> = {
  requests: { least: 1, most: Infinity, whole: true },
  clients: { least: 1, most: runLimits.requests, whole: true },
  rate: { least: 1e-6, most: Infinity },
  duration: { least: 0, open: true, most: day },
  timeout: { least: 0, open: true, most: day },
  start: { least: 0, most: day },
  think: { least: 0, most: day },
};
const worldRanges: Partial<Record<keyof NonNullable<Lab['world']>, Range>> = {
  cores: { least: 1, most: 1024, whole: true },
  network: { least: 0, most: day },
};

/** Numbers may also come from an edit or a link, which no schema of lab.yaml has seen. */
function rangeRules<Values extends object>(
  values: Values,
  ranges: { [Key in keyof Values]?: Range },
  path: BrokenRule['path'],
): BrokenRule[] {
  return (Object.entries(ranges) as [keyof Values & string, Range][]).flatMap(([key, range]) => {
    const found: unknown = values[key];
    if (found === undefined) return [];
    // JSON has no word for NaN and Infinity.
    const shown = typeof found === 'number' ? String(found) : JSON.stringify(found);
    const broken = (expected: string, limit?: number): BrokenRule[] => [
      {
        code: 'wrong-value',
        path: [...path, key],
        values: { expected, found: shown, ...(limit !== undefined && { limit }) },
      },
    ];
    const { least, open, most, whole } = range;
    if (typeof found !== 'number' || !Number.isFinite(found)) return broken('number');
    if (open ? found <= least : found < least) return broken(open ? 'more-than' : 'at-least', least);
    if (found > most) return broken('at-most', most);
    return whole && !Number.isSafeInteger(found) ? broken('whole') : [];
  });
}

function loadRules(load: LabLoad, path: BrokenRule['path']): BrokenRule[] {
  const broken: BrokenRule[] = [];
  const wrong = (key: keyof LabLoad, expected: string) =>
    broken.push({ code: 'wrong-value', path: [...path, key], values: { expected, found: JSON.stringify(load[key]) } });
  for (const key of needs[load.pattern]) {
    if (load[key] === undefined) {
      broken.push({
        code: 'missing-key',
        path: [...path, key],
        values: { expected: 'for-pattern', pattern: load.pattern },
      });
    }
  }
  const known: readonly string[] = understands[load.pattern];
  for (const key of patternKeys) {
    if (load[key] !== undefined && !known.includes(key)) {
      broken.push({ code: 'unknown-key', path: [...path, key], values: { allowed: known.join(', ') } });
    }
  }
  if (!load.path.startsWith('/') || /[\s\p{Cc}]/u.test(load.path)) wrong('path', 'path');
  if (load.method !== undefined && !/^[A-Za-z-]+$/.test(load.method)) wrong('method', 'method');
  if (load.protocol === 'websocket') {
    if (load.method !== undefined && load.method !== 'GET') wrong('method', 'websocket-method');
    if (load.keepalive === true) wrong('keepalive', 'websocket-keepalive');
  }
  broken.push(...rangeRules(load, loadRanges, path));
  for (const [name, value] of Object.entries(load.headers ?? {})) {
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || /[\r\n\0]/.test(value)) {
      broken.push({
        code: 'wrong-value',
        path: [...path, 'headers', name],
        values: { expected: 'header', found: value },
      });
    }
  }
  return broken;
}

export function duplicates(names: readonly string[], pathOf: (index: number) => BrokenRule['path']): BrokenRule[] {
  return names.flatMap((id, index) =>
    names.indexOf(id) < index ? [{ code: 'duplicate-id' as const, path: pathOf(index), values: { id } }] : [],
  );
}

/** An inequality over a run of the lab, written at `path`, that is not understood or speaks of what the lab does not have. */
export function brokenExpectation(text: string, lab: Lab, name: string, path: BrokenRule['path']): BrokenRule[] {
  const sides = lab.sides.map((side) => programId(side, name));
  const loads = labLoads(lab).flatMap((load) => load.name ?? []);
  const found = checkExpectation(text, sides, loads);
  if (found === null) return [];
  return [{ code: 'wrong-value', path, values: { expected: 'inequality', found: text, detail: found } }];
}

/** Every rule that the lab breaks, in the order of the file; `name` is the name of the lab's directory. */
export function brokenRules(lab: Lab, name: string): BrokenRule[] {
  const sides = lab.sides.map((program, index) => ({ program, path: ['sides', index] }));
  const services = (lab.services ?? []).map((program, index) => ({ program, path: ['services', index] }));
  const programs = [...sides, ...services];
  const broken: BrokenRule[] = [];
  for (const { program, path } of programs) {
    if (!staysInside(program.directory)) {
      broken.push({ code: 'path-outside', path: [...path, 'directory'], values: { path: program.directory } });
    }
    if (program.command.trim() === '') {
      broken.push({ code: 'command-empty', path: [...path, 'command'], values: {} });
    }
  }
  (lab.services ?? []).forEach(({ command, port }, index) => {
    if (port === undefined || !runsScript(command)) return;
    broken.push({
      code: 'wrong-value',
      path: ['services', index, 'port'],
      values: { expected: 'no-port', found: port },
    });
  });
  const ids = programs.map(({ program }) => programId(program, name));
  broken.push(...duplicates(ids, (index) => programs[index]?.path ?? []));
  const loads = labLoads(lab);
  const pathOf = (index: number) => (Array.isArray(lab.load) ? ['load', index] : ['load']);
  loads.forEach((load, index) => broken.push(...loadRules(load, pathOf(index))));
  broken.push(...duplicates(loadNames(lab), (index) => [...pathOf(index), 'name']));
  broken.push(...rangeRules(lab.world ?? {}, worldRanges, ['world']));
  (lab.expect ?? []).forEach((text, index) => {
    broken.push(...brokenExpectation(text, lab, name, ['expect', index]));
  });
  return broken;
}
