/** The zod schemas and the contract's JSON schemas must judge alike: examples, and many labs and runs that are slightly wrong. */
import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { z } from '../../src/schemas/full.ts';
import { labSchema } from '../../src/contract/lab.ts';
import { pageSchema } from '../../src/contract/page.ts';
import { runSchema } from '../../src/contract/run.ts';
import { run } from '../fixtures/first-run.ts';

const fixture = (name: string) => readFileSync(new URL(`../fixtures/contract/${name}`, import.meta.url), 'utf8');
const ajv = new Ajv2020({ strict: false });
const theirs = {
  lab: ajv.compile(JSON.parse(fixture('lab.schema.json')) as object),
  run: ajv.compile(JSON.parse(fixture('run.schema.json')) as object),
};
const labExample: unknown = parse(fixture('lab.example.yaml'));
const runExample: unknown = JSON.parse(fixture('run.example.json'));

const otherLabs: unknown[] = [
  labExample,
  {
    sides: [{ name: 'one', directory: 'a', command: 'uvicorn main:app', env: { A: 'b' } }],
    services: [{ name: 'two', directory: 'b', command: 'uvicorn main:app', host: 'stock', port: 8001 }],
    load: {
      path: '/x',
      pattern: 'closed',
      clients: 2,
      requests: 9,
      think: 0.5,
      headers: { A: 'b' },
      body: '{}',
      method: 'POST',
      keepalive: true,
      protocol: 'sse',
    },
    world: { cores: 4, seed: 9, network: 0.001, cpu: 'measured' },
  },
  {
    sides: [{ id: 'a', name: 'one', directory: 'a', command: 'x' }],
    load: [{ path: '/', pattern: 'poisson', rate: 2.5, duration: 1, seed: 3, start: 0.5 }],
  },
];

type Mutation = { pick: number; kind: 'delete' | 'replace' | 'add'; value: unknown; key: string };

const mutation: fc.Arbitrary<Mutation> = fc.record({
  pick: fc.nat(),
  kind: fc.constantFrom('delete', 'replace', 'add'),
  value: fc.oneof(
    fc.constantFrom<unknown>(
      null,
      '',
      '/',
      'x',
      'burst',
      'http',
      'free',
      'A b',
      -1,
      0,
      1,
      1.5,
      65_536,
      true,
      [],
      {},
      [1],
      { en: 'x' },
      { en: 'x', 'zh-cn': 'y' },
    ),
    fc.integer({ min: -10, max: 100_000 }),
    fc.string({ maxLength: 5 }),
  ),
  key: fc.constantFrom('extra', 'id', 'name', 'requests', 'rate', 'seed', 'port', 'en'),
});

/** Every place in a value: its container and key. */
function places(value: unknown): [Record<string, unknown>, string][] {
  if (typeof value !== 'object' || value === null) return [];
  const container = value as Record<string, unknown>;
  return Object.keys(container).flatMap((key) => [
    [container, key] as [Record<string, unknown>, string],
    ...places(container[key]),
  ]);
}

function mutate(original: unknown, mutations: readonly Mutation[]): unknown {
  const copy: unknown = structuredClone(original);
  for (const { pick, kind, value, key } of mutations) {
    const all = places(copy);
    const place = all[pick % Math.max(1, all.length)];
    if (!place) continue;
    const [container, at] = place;
    if (kind === 'replace') container[at] = structuredClone(value);
    else if (kind === 'add' && !Array.isArray(container)) container[key] = structuredClone(value);
    else if (kind === 'delete' && Array.isArray(container)) container.splice(Number(at), 1);
    else if (kind === 'delete') Reflect.deleteProperty(container, at);
  }
  return copy;
}

function verdicts(schema: z.ZodType, their: ValidateFunction, value: unknown) {
  return { ours: schema.safeParse(value).success, theirs: their(value) };
}

describe('agreement with the contract', () => {
  test('the examples pass both', () => {
    expect(verdicts(labSchema, theirs.lab, labExample)).toEqual({ ours: true, theirs: true });
    expect(verdicts(runSchema, theirs.run, runExample)).toEqual({ ours: true, theirs: true });
    expect(verdicts(runSchema, theirs.run, JSON.parse(JSON.stringify(run)))).toEqual({ ours: true, theirs: true });
  });

  test('reading a run of the contract changes nothing in it', () => {
    expect(runSchema.parse(runExample)).toEqual(runExample);
  });

  test('slightly wrong labs are judged alike', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...otherLabs),
        fc.array(mutation, { minLength: 1, maxLength: 3 }),
        (lab, mutations) => {
          const { ours, theirs: their } = verdicts(labSchema, theirs.lab, mutate(lab, mutations));
          expect(ours).toBe(their);
        },
      ),
      { numRuns: 4000 },
    );
  });

  test('slightly wrong runs are judged alike', () => {
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 3 }), (mutations) => {
        const changed = mutate(runExample, mutations) as { sides?: unknown };
        const { ours, theirs: their } = verdicts(runSchema, theirs.run, changed);
        // What is printed, the metrics of named loads and why a run was stopped are shaped in words only: there, ours may be stricter.
        if (their && !ours) {
          const issues = runSchema.safeParse(changed).error?.issues ?? [];
          expect(
            issues.every(
              ({ path }) =>
                path.includes('output') ||
                path.includes('loads') ||
                path.includes('stopped') ||
                path.includes('measured'),
            ),
          ).toBe(true);
        } else expect(ours).toBe(their);
      }),
      { numRuns: 3000 },
    );
  });

  test('a page refuses unknown keys and defaults to no changes', () => {
    const page = { question: { en: 'Why?', 'zh-cn': '为什么？' }, open: { fastapi: 'main.py' } };
    expect(pageSchema.parse(page).changes).toEqual([]);
    expect(pageSchema.safeParse({ ...page, extra: 1 }).success).toBe(false);
    const change = {
      id: 'async',
      name: page.question,
      load: { path: '/orders/async' },
      commands: { django: 'uvicorn a:b' },
    };
    expect(pageSchema.safeParse({ ...page, changes: [change] }).success).toBe(true);
    expect(pageSchema.safeParse({ ...page, changes: [{ ...change, load: { paht: '/' } }] }).success).toBe(false);
  });
});
