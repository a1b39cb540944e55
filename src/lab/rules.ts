/**
 * What a lab must keep to beyond its shape: keys that a pattern needs or cannot use, values that make sense, ids that are unique,
 * paths that stay inside. Pure; the loader adds file and line, the page asks after every edit.
 */
import { checkExpectation } from '../trace/expect.ts';
import type { Lab, LabLoad } from '../contract/lab.ts';
import { runsScript } from './command-line.ts';
import { labLoads, loadNames, programId } from './jobs.ts';
import { longestStated } from '../contract/limits.ts';
import { coresSchema, networkSchema } from '../contract/machine.ts';
import { neededBy, numbersIn, numbersOf, patternSchema, type PatternNumber } from '../contract/patterns.ts';
import type { ProblemCode } from '../contract/problem.ts';
import { z } from '../schemas/small.ts';

/** A broken rule and the keys that lead to its place in lab.yaml. */
export interface BrokenRule {
  code: ProblemCode;
  path: (string | number)[];
  values: Record<string, string | number>;
}

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
export function loadWith(load: LabLoad, change: LoadChange): LabLoad {
  const { requests, rate, duration, seed, clients, think, ...rest } = {
    ...load,
    ...change,
    path: change.path ?? load.path,
    pattern: change.pattern ?? load.pattern,
  };
  const values = { requests, rate, duration, seed, clients, think };
  const kept = numbersOf(rest.pattern).map((key) => [key, values[key]] as const);
  return { ...rest, ...Object.fromEntries(kept.filter(([, value]) => value !== undefined)) };
}

const seconds = z.number().check(z.lte(longestStated));
const timesSchema = z.object({
  timeout: z.optional(seconds.check(z.gt(0))),
  start: z.optional(seconds.check(z.gte(0))),
});
const machineSchema = z.object({ cores: z.optional(coresSchema), network: z.optional(networkSchema) });

/** What a schema of numbers asks for, in the words of a problem; null of what is no matter of a single number. */
function askedOf(issue: z.core.$ZodIssue): BrokenRule['values'] | null {
  if (issue.code === 'invalid_type') return { expected: issue.expected === 'int' ? 'whole' : 'number' };
  if (issue.code === 'too_small')
    return { expected: issue.inclusive === false ? 'more-than' : 'at-least', limit: Number(issue.minimum) };
  if (issue.code !== 'too_big') return null;
  // Beyond what can be counted one by one.
  return issue.origin === 'int' ? { expected: 'whole' } : { expected: 'at-most', limit: Number(issue.maximum) };
}

// JSON has no word for NaN and Infinity.
const shown = (found: unknown): string => (typeof found === 'number' ? String(found) : JSON.stringify(found));

/** Numbers may also come from an edit or a link, which no schema of lab.yaml has seen. */
function numberRules(schema: z.ZodMiniType, values: object, path: BrokenRule['path']): BrokenRule[] {
  const keys = new Set<PropertyKey>();
  return (schema.safeParse(values).error?.issues ?? []).flatMap((issue): BrokenRule[] => {
    const [key] = issue.path;
    const asked = askedOf(issue);
    // Of one number one thing is said: what is wrong first.
    if (typeof key !== 'string' || asked === null || keys.has(key)) return [];
    keys.add(key);
    const found: unknown = (values as Readonly<Record<string, unknown>>)[key];
    if (found === undefined) return [];
    return [{ code: 'wrong-value', path: [...path, key], values: { ...asked, found: shown(found) } }];
  });
}

/** What a pattern asks of its numbers: that those it needs are there, that no others are, that each makes sense. */
function patternRules(load: LabLoad, path: BrokenRule['path']): BrokenRule[] {
  const { pattern } = load;
  const values = numbersIn(load);
  const known = numbersOf(pattern);
  const missing = neededBy(pattern).filter((key) => values[key] === undefined);
  const useless = (Object.keys(values) as PatternNumber[]).filter((key) => !known.includes(key));
  return [
    ...missing.map((key): BrokenRule => ({
      code: 'missing-key',
      path: [...path, key],
      values: { expected: 'for-pattern', pattern },
    })),
    ...useless.map((key): BrokenRule => ({
      code: 'unknown-key',
      path: [...path, key],
      values: { allowed: known.join(', ') },
    })),
    ...numberRules(patternSchema, { pattern, ...values }, path),
  ];
}

function loadRules(load: LabLoad, path: BrokenRule['path']): BrokenRule[] {
  const broken = patternRules(load, path);
  const wrong = (key: keyof LabLoad, expected: string) =>
    broken.push({ code: 'wrong-value', path: [...path, key], values: { expected, found: JSON.stringify(load[key]) } });
  if (!load.path.startsWith('/') || /[\s\p{Cc}]/u.test(load.path)) wrong('path', 'path');
  if (load.method !== undefined && !/^[A-Za-z-]+$/.test(load.method)) wrong('method', 'method');
  if (load.protocol === 'websocket') {
    if (load.method !== undefined && load.method !== 'GET') wrong('method', 'websocket-method');
    if (load.keepalive === true) wrong('keepalive', 'websocket-keepalive');
  }
  broken.push(...numberRules(timesSchema, load, path));
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
  broken.push(...numberRules(machineSchema, lab.world ?? {}, ['world']));
  (lab.expect ?? []).forEach((text, index) => {
    broken.push(...brokenExpectation(text, lab, name, ['expect', index]));
  });
  return broken;
}
