/** Load patterns: what each asks of its numbers, and at which instants its requests arrive. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  accepts,
  arrivalsSchema,
  isWhole,
  neededBy,
  numbersOf,
  patternNames,
  patternSchema,
  startingNumbers,
} from '../../src/contract/patterns.ts';
import type { LabLoad } from '../../src/contract/lab.ts';
import { countOf, expectedRequests, sendingOf } from '../../src/lab/arrivals.ts';
import { jobsOf, loadsOf } from '../../src/lab/jobs.ts';
import { naturalLogarithm } from '../../src/lab/logarithm.ts';
import { createRandom } from '../../src/lab/mersenne-twister.ts';
import { brokenRules } from '../../src/lab/rules.ts';

const lab = (load: LabLoad) => ({ sides: [{ id: 'a', name: 'A', directory: 'a', command: 'uvicorn main:app' }], load });
const broken = (load: Omit<LabLoad, 'path'>) =>
  brokenRules(lab({ path: '/', ...load }), 'lab').map(({ code, path, values }) => [code, path.join('.'), values]);

describe('a pattern', () => {
  test('says which numbers it has a use for, and which it needs', () => {
    expect(patternNames.map((pattern) => [pattern, numbersOf(pattern), neededBy(pattern)])).toEqual([
      ['burst', ['requests'], ['requests']],
      ['constant', ['rate', 'duration'], ['rate', 'duration']],
      ['poisson', ['rate', 'duration', 'seed'], ['rate', 'duration']],
      ['closed', ['clients', 'requests', 'think'], ['clients', 'requests']],
    ]);
  });

  test.each(patternNames)('%s: what a reader starts with is in order, and each number of it is needed', (pattern) => {
    const numbers = Object.fromEntries(neededBy(pattern).map((key) => [key, startingNumbers[key]]));
    expect(broken({ pattern, ...numbers })).toEqual([]);
    for (const key of neededBy(pattern)) {
      expect(broken({ pattern, ...numbers, [key]: undefined })).toEqual([
        ['missing-key', `load.${key}`, { expected: 'for-pattern', pattern }],
      ]);
    }
  });

  test('names what it cannot use, and what it can', () => {
    expect(broken({ pattern: 'poisson', rate: 1, duration: 1, think: 1, clients: 3 })).toEqual([
      ['unknown-key', 'load.clients', { allowed: 'rate, duration, seed' }],
      ['unknown-key', 'load.think', { allowed: 'rate, duration, seed' }],
    ]);
  });

  test.each<[string, Omit<LabLoad, 'path'>, string, object]>([
    ['a rate of nothing', { pattern: 'constant', rate: 0, duration: 1 }, 'rate', { expected: 'more-than', limit: 0 }],
    ['hardly a rate', { pattern: 'constant', rate: 1e-9, duration: 1 }, 'rate', { expected: 'at-least', limit: 1e-6 }],
    [
      'a day and more',
      { pattern: 'poisson', rate: 1, duration: 86_401 },
      'duration',
      { expected: 'at-most', limit: 86_400 },
    ],
    ['part of a client', { pattern: 'closed', clients: 1.5, requests: 1 }, 'clients', { expected: 'whole' }],
    [
      'too many clients',
      { pattern: 'closed', clients: 20_001, requests: 1 },
      'clients',
      { expected: 'at-most', limit: 20_000 },
    ],
    [
      'a thought before the question',
      { pattern: 'closed', clients: 1, requests: 1, think: -1 },
      'think',
      { expected: 'at-least', limit: 0 },
    ],
    ['more than can be counted', { pattern: 'burst', requests: 1e300 }, 'requests', { expected: 'whole' }],
    ['no number', { pattern: 'burst', requests: NaN }, 'requests', { expected: 'number', found: 'NaN' }],
  ])('refuses %s', (_, load, key, values) => {
    expect(broken(load)).toEqual([['wrong-value', `load.${key}`, expect.objectContaining(values)]]);
  });

  test('the fields of a page take what the rules take', () => {
    expect([accepts('clients', 20_000), accepts('clients', 20_001), accepts('rate', 0.5), accepts('rate', 0)]).toEqual([
      true,
      false,
      true,
      false,
    ]);
    expect([isWhole('requests'), isWhole('clients'), isWhole('rate'), isWhole('duration')]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  test('a load of a run leaves nothing out', () => {
    const states = (load: Omit<LabLoad, 'path'>) =>
      loadsOf({ ...lab({ path: '/', ...load }), world: { seed: 5 } })[0]?.arrivals;
    const closed = states({ pattern: 'closed', clients: 2, requests: 9 });
    expect(closed).toEqual({ pattern: 'closed', clients: 2, requests: 9, think: 0 });
    const poisson = states({ pattern: 'poisson', rate: 1, duration: 2 });
    expect(poisson).toEqual({ pattern: 'poisson', rate: 1, duration: 2, seed: 5 });
    for (const one of [closed, poisson]) expect(arrivalsSchema.parse(one)).toEqual(one);
    expect(patternSchema.safeParse({ pattern: 'burst', requests: 1, rate: 1 }).success).toBe(false);
  });
});

const instantsOf = (arrivals: Parameters<typeof sendingOf>[0]): number[] => {
  const sending = sendingOf(arrivals);
  if (sending.kind === 'closed') throw new Error('its clients wait for answers');
  return sending.instants;
};

describe('requests arrive', () => {
  test('all at once', () => {
    expect(instantsOf({ pattern: 'burst', requests: 3 })).toEqual([0, 0, 0]);
  });

  test.each([
    [1.5, 1, [0, 666_666_667]],
    [0.5, 3, [0, 2e9]],
    [0.1, 30, [0, 1e10, 2e10]],
    [10, 0.1, [0]],
    [0.001, 1, [0]],
    [1024, 0.003, [0, 976_562, 1_953_125, 2_929_688]],
  ])('%d/s for %d s: at 0 and then evenly, before the end', (rate, duration, instants) => {
    expect(instantsOf({ pattern: 'constant', rate, duration })).toEqual(instants);
  });

  test('evenly: as many as were expected, none at or after the end', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 500, noNaN: true }),
        fc.double({ min: 0.01, max: 20, noNaN: true }),
        (rate, duration) => {
          const arrivals = { pattern: 'constant', rate, duration } as const;
          const instants = instantsOf(arrivals);
          expect(instants.length).toBe(expectedRequests(arrivals));
          expect(instants[0]).toBe(0);
          expect((instants.at(-1) ?? 0) / 1e9).toBeLessThan(duration + 1e-6);
          expect((instants.length * 1e9) / rate).toBeGreaterThan(duration * 1e9 - 10);
        },
      ),
    );
  });

  test('at random: ascending, as many as the rate says on average, the same again for the same seed', () => {
    const arrivals = { pattern: 'poisson', rate: 200, duration: 50, seed: 11 } as const;
    const instants = instantsOf(arrivals);
    // Ten thousand on average; five standard deviations are 500.
    expect(Math.abs(instants.length - 10_000)).toBeLessThan(500);
    expect([...instants].sort((a, b) => a - b)).toEqual(instants);
    expect(instants.at(-1)).toBeLessThan(50e9);
    expect(instantsOf(arrivals)).toEqual(instants);
    expect(instantsOf({ ...arrivals, seed: 12 })).not.toEqual(instants);
  });

  test('at random as Python computes it: random.Random(7), gaps of -log(1 - random()) / 50', () => {
    expect(instantsOf({ pattern: 'poisson', rate: 50, duration: 0.1, seed: 7 })).toEqual([
      7826297, 11096666, 32146578, 33650454, 49002783, 58107099, 59302076, 73464683, 74229017, 85599725, 87048030,
      88949920,
    ]);
  });

  test('one after the other from clients that wait', () => {
    const closed = { pattern: 'closed', clients: 2, requests: 9, think: 0.5 } as const;
    expect(sendingOf(closed)).toEqual({ kind: 'closed', clients: 2, requests: 9, think: 0.5 });
    expect(countOf(sendingOf(closed))).toBe(9);
  });
});

describe('what chance is made of', () => {
  test.each<[number, number[]]>([
    [0, [0.8444218515250481, 0.7579544029403025, 0.4804125346981437]],
    [1, [0.13436424411240122, 0.8474337369372327, 0.7062615472551386]],
    [-5, [0.6229016948897019, 0.7417869892607294, 0.49437704439476116]],
    [4294967295, [0.6353574441341173, 0.20319993954407756, 0.3214643568909129]],
    [4294967297, [0.2309331037176915, 0.5124118614342635, 0.6145809822442653]],
    [9007199254740991, [0.09425040007102303, 0.22287455761867403, 0.8922787796807302]],
  ])('seed %d gives the numbers of Python', (seed, [first, second, later]) => {
    const random = createRandom(seed);
    const drawn = Array.from({ length: 1000 }, random);
    expect([drawn[0], drawn[1], drawn[999]]).toEqual([first, second, later]);
  });

  test('the logarithm is that of the mathematicians, to the last digit or the one beside it', () => {
    fc.assert(
      fc.property(fc.double({ min: 2 ** -53, max: 1e6, noNaN: true }), (value) => {
        const exact = Math.log(value);
        expect(Math.abs(naturalLogarithm(value) - exact)).toBeLessThanOrEqual(Math.abs(exact) * 2 ** -52);
      }),
    );
    expect(naturalLogarithm(1)).toBe(0);
  });
});

test('a load that chance makes larger than a run may be is refused by its own number, not by what it is on average', () => {
  const load = (seed: number) => ({ path: '/', pattern: 'poisson', rate: 19_990, duration: 1, seed }) as const;
  const counts = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => [seed, countOf(sendingOf(load(seed)))] as const);
  const [seed, requests] = counts.find(([, count]) => count > 20_000) ?? [0, 0];
  expect(jobsOf({ name: 'lab', lab: lab(load(seed)), files: {} })).toEqual({
    kind: 'problems',
    problems: [{ code: 'limit-requests', values: { requests, limit: 20_000 }, file: 'lab.yaml' }],
  });
});

test('a load that nobody could count is refused before any of it is made', () => {
  const load = { path: '/', pattern: 'poisson', rate: 1e12, duration: 86_400 } as const;
  expect(jobsOf({ name: 'lab', lab: lab(load), files: {} })).toMatchObject({
    kind: 'problems',
    problems: [{ code: 'limit-requests', values: { requests: 86_400e12 } }],
  });
});
