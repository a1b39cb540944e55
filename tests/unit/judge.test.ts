import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Lab, LabLoad } from '../../src/contract/lab.ts';
import type { Run, SideRun } from '../../src/contract/run.ts';
import { labLoads } from '../../src/lab/jobs.ts';
import { loadWith } from '../../src/lab/rules.ts';
import { exerciseSchema, type Exercise } from '../../src/learn/exercise.ts';
import { asksOf, judgeRun } from '../../src/learn/judge.ts';
import { checkRequirement, sameBody } from '../../src/learn/requirements.ts';
import { interpolate } from '../../src/learn/interpolate.ts';
import { assembleRun } from '../../src/lab/assemble.ts';
import type { RawSide } from '../../src/contract/raw.ts';
import { anySide } from '../fixtures/any-side.ts';
import { django, fastapi, lab, run } from '../fixtures/first-run.ts';
import { burst, workers } from '../fixtures/made-sides.ts';
import { spanOf } from '../fixtures/stretches.ts';

const words = (text: string) => ({ en: text, 'zh-cn': text });
const loaded = { name: 'first-run', lab, files: {} };

function exercise(changes: Partial<Record<keyof Exercise, unknown>> = {}): Exercise {
  return exerciseSchema.parse({
    chapter: 'waiting',
    order: 1,
    title: words('title'),
    task: [words('task')],
    open: {},
    keeps: [{ does: words('the query'), seconds: 0.1, bodies: [{ orders: [] }] }],
    conditions: [
      { id: 'fast', holds: 'django.makespan <= 3', asks: words('fast'), found: words('{django.makespan:seconds}') },
    ],
    hints: [words('one'), words('two')],
    solution: [{ text: words('step') }],
    wrong: [{ id: 'slow', fails: ['fast'], when: ['django.makespan > 2'], says: words('{django.makespan:seconds}') }],
    ...changes,
  });
}

const failing = (verdict: ReturnType<typeof judgeRun>): string[] =>
  'checks' in verdict ? verdict.checks.filter(({ holds }) => !holds).map(({ id }) => id) : [verdict.kind];

/** The first requests of a side, as if no others had come. */
const cutTo = (side: RawSide, requests: number): RawSide => ({
  ...side,
  requests: side.requests.slice(0, requests),
  spans: side.spans.filter(([request]) => request === null || request < requests),
  lanes: side.lanes.filter(([request]) => request === null || request < requests),
});

const withSides = (change: (side: SideRun) => SideRun): Run => ({ ...run, sides: run.sides.map(change) });

describe('judgeRun', () => {
  test('passes a run in which all holds, and recognises nothing in it', () => {
    expect(judgeRun(exercise(), loaded, run)).toMatchObject({ kind: 'passed' });
  });

  test('says what was found, with the numbers of the run, and whose mistake it looks like', () => {
    const strict = {
      id: 'fast',
      holds: 'django.makespan <= 1',
      asks: words(''),
      found: words('{django.makespan:seconds}'),
    };
    const verdict = judgeRun({ ...exercise(), conditions: [strict] }, loaded, run);
    expect(failing(verdict)).toEqual(['fast']);
    expect(verdict).toMatchObject({
      recognised: { id: 'slow', says: { en: expect.stringMatching(/^2\.5\ss$/) as string } },
    });
  });

  test('a run that is not whole, or was measured, is not judged', () => {
    expect(judgeRun(exercise(), loaded, { ...run, sides: run.sides.slice(1) })).toEqual({ kind: 'not-run' });
    expect(judgeRun(exercise(), loaded, { ...run, measured: true })).toEqual({ kind: 'not-run' });
    const stopped = { problem: { code: 'limit-events' as const, values: { limit: 1 } }, at: 1 };
    const [first, ...others] = run.sides;
    if (!first) throw new Error('a run without sides');
    expect(judgeRun(exercise(), loaded, { ...run, sides: [{ ...first, stopped }, ...others] }).kind).toBe('not-run');
  });

  test('a run that hangs is told so, under the stated load only', () => {
    const problem = { code: 'hang' as const, values: { requests: 1 }, hang: { waits: [], unnamed: 1 } };
    const sides = run.sides.map((side) => ({ ...side, stopped: { problem, at: 1, since: 1 } }));
    expect(judgeRun(exercise(), loaded, { ...run, sides })).toEqual({ kind: 'hangs' });
    expect(judgeRun(exercise(), loaded, { ...run, load: [], sides })).toEqual({ kind: 'not-stated' });
    expect(judgeRun(exercise(), loaded, { ...run, measured: true, sides })).toEqual({ kind: 'not-run' });
  });

  test('work that took less than stated is missing, whatever the answer says', () => {
    const keeps = [{ does: words('the query'), seconds: 0.2, bodies: [{ orders: [] }] }];
    expect(failing(judgeRun(exercise({ keeps }), loaded, run))).toEqual(['work']);
  });

  test('one answer that says something else is enough', () => {
    const changed = withSides((side) => ({
      ...side,
      requests: side.requests.map((request) => (request.id === 7 ? { ...request, body: '{"orders": [1]}' } : request)),
    }));
    expect(failing(judgeRun(exercise(), loaded, changed))).toEqual(['answers']);
  });

  test('a request may be turned away only as stated', () => {
    const refused = withSides((side) => ({
      ...side,
      requests: side.requests.map((request) => (request.id < 5 ? { ...request, status: 503, body: 'busy' } : request)),
    }));
    expect(failing(judgeRun(exercise(), loaded, refused))).toEqual(['answers']);
    const keeps = [{ does: words('the query'), seconds: 0.1, refusals: [503], bodies: [{ orders: [] }] }];
    expect(failing(judgeRun(exercise({ keeps }), loaded, refused))).toEqual([]);
  });

  const keepsCalls = [{ does: words('a call'), calls: { stock: 1 }, bodies: [{ orders: [] }] }];
  const called = (asked: number, answered: number) =>
    withSides((side) => ({ ...side, calls: { stock: { asked, answered } } }));

  test('a call is work once the service has answered it', () => {
    expect(failing(judgeRun(exercise({ keeps: keepsCalls }), loaded, called(200, 99)))).toEqual(['work']);
    expect(failing(judgeRun(exercise({ keeps: keepsCalls }), loaded, called(100, 100)))).toEqual([]);
  });

  test('what code prints is no call, and what it does not print is one', () => {
    const line = 'INFO:     127.0.0.1:1 - "GET /x HTTP/1.1" 200 OK\n';
    const printed = withSides((side) => ({ ...side, output: { '0': line.repeat(100) } }));
    expect(failing(judgeRun(exercise({ keeps: keepsCalls }), loaded, printed))).toEqual(['work']);
    const once = {
      id: 'once',
      holds: 'django.calls.stock == 100',
      asks: words('once'),
      found: words('{django.calls.stock:count}'),
    };
    const asksOnce = { ...exercise(), conditions: [once] };
    expect(failing(judgeRun(asksOnce, loaded, called(100, 100)))).toEqual([]);
    // Whoever does not wait for the answer has asked all the same.
    expect(failing(judgeRun(asksOnce, loaded, called(101, 100)))).toEqual(['once']);
    expect(failing(judgeRun(asksOnce, loaded, printed))).toEqual(['once']);
  });

  const notStated = { kind: 'not-stated' };

  test.each<[string, Partial<LabLoad>]>([
    ['fewer requests', { requests: 1 }],
    ['more requests', { requests: 101 }],
    ['another path', { path: '/' }],
    ['another method', { method: 'HEAD' }],
    ['another pattern', { pattern: 'constant', rate: 10, duration: 10 }],
    ['another patience', { timeout: 60 }],
    ['a later start', { start: 1 }],
  ])('a run under another load is not judged: %s', (_, change) => {
    const load = loadWith(labLoads(lab)[0] ?? { path: '/', pattern: 'burst' }, change);
    const other = assembleRun({ ...loaded, lab: { ...lab, load } }, [fastapi, django]);
    expect(judgeRun(exercise(), loaded, other)).toEqual(notStated);
  });

  test.each<[string, NonNullable<Lab['world']>]>([
    ['more cores', { cores: 64 }],
    ['another seed', { seed: 2 }],
    ['a slower network', { network: 1 }],
  ])('a run on another machine is not judged: %s', (_, world) => {
    const other = assembleRun({ ...loaded, lab: { ...lab, world } }, [fastapi, django]);
    expect(judgeRun(exercise(), loaded, other)).toEqual(notStated);
  });

  test('a run that says it was as stated, and has other requests, is not judged; nor is one that says nothing', () => {
    expect(judgeRun(exercise(), loaded, assembleRun(loaded, [fastapi, workers(burst(1))]))).toEqual(notStated);
    const silent: Run = { ...run };
    delete silent.load;
    expect(judgeRun(exercise(), loaded, silent)).toEqual(notStated);
  });

  test('passes exactly when every check holds, for any run', () => {
    fc.assert(
      fc.property(anySide, anySide, (fastapi, django) => {
        const requests = Math.min(fastapi.requests.length, django.requests.length);
        const asMany = { ...loaded, lab: { ...lab, load: { path: '/', pattern: 'burst' as const, requests } } };
        const sides = [fastapi, django].map((side) => cutTo(side, requests));
        const verdict = judgeRun(exercise(), asMany, assembleRun(asMany, sides));
        expect(verdict.kind === 'passed').toBe(failing(verdict).length === 0);
        if (!('checks' in verdict)) throw new Error(verdict.kind);
        for (const { holds, found } of verdict.checks) expect(found === null).toBe(holds);
      }),
    );
  });

  test('asking for more work never finds more of it done', () => {
    fc.assert(
      fc.property(
        anySide,
        fc.double({ min: 0.001, max: 1, noNaN: true }),
        fc.double({ min: 1, max: 3, noNaN: true }),
        (raw, seconds, times) => {
          const [side] = assembleRun(loaded, [raw, raw]).sides;
          if (!side) return;
          const short = (wanted: number) => {
            const [keep] = exercise({ keeps: [{ does: words('work'), seconds: wanted, bodies: [1] }] }).keeps;
            return keep ? checkRequirement(keep, side).short : 0;
          };
          expect(short(seconds * times)).toBeGreaterThanOrEqual(short(seconds));
        },
      ),
    );
  });
});

describe('what was found instead', () => {
  const found = (keep: object, of: Run, id: string): string | undefined => {
    const verdict = judgeRun(
      exercise({ keeps: [{ does: words('the query'), bodies: [{ orders: [] }], ...keep }] }),
      loaded,
      of,
    );
    return 'checks' in verdict
      ? verdict.checks.find((check) => check.id === id)?.found?.en.replaceAll('\u00a0', ' ')
      : verdict.kind;
  };
  const withRequests = (change: (request: SideRun['requests'][number]) => object): Run =>
    withSides((side) => ({
      ...side,
      requests: side.requests.map((request) => ({ ...request, ...(side.id === 'fastapi' ? change(request) : {}) })),
    }));

  test('of the work: how many did less, and how little', () => {
    expect(found({ seconds: 0.2 }, run, 'work')).toBe(
      '100 of 100 answers came with less work than this: the query. The least was 0.1 s, of 0.2 s.',
    );
  });

  test('of the work: that nobody was answered', () => {
    const failed = withRequests(() => ({ status: 500 }));
    expect(found({ refusals: [500] }, failed, 'work')).toBe(
      'No request was answered, so none did its work: the query.',
    );
  });

  test('of the work: how many calls are missing', () => {
    const called = withSides((side) => ({ ...side, calls: { stock: { asked: 200, answered: 150 } } }));
    expect(found({ calls: { stock: 2, mail: 1 } }, called, 'work')).toBe(
      'Calls are missing: 150. Each request was to make its own: the query.',
    );
  });

  test('of the answers: how many did not come', () => {
    const lost = withRequests(({ id }) => (id < 3 ? { status: null, error: 'reset', body: null } : {}));
    expect(found({}, lost, 'answers')).toBe('3 of 100 requests got no answer, or an error.');
  });

  test('of the answers: one that says something else, no longer than a line or two', () => {
    const other = (body: string): Run => withRequests(({ id }) => (id === 5 || id === 7 ? { body } : {}));
    const says = '2 of 100 answers say something else, such as: ';
    expect(found({}, other('x'.repeat(120)), 'answers')).toBe(`${says}${'x'.repeat(120)}`);
    expect(found({}, other('x'.repeat(121)), 'answers')).toBe(`${says}${'x'.repeat(120)}…`);
  });

  test('is nothing where all is as stated', () => {
    expect(found({ seconds: 0.1 }, run, 'work')).toBeUndefined();
    expect(found({}, run, 'answers')).toBeUndefined();
  });
});

test('an exercise asks for its own conditions, then for the work and the answers', () => {
  const two = exercise({
    keeps: ['a query', 'a call', 'a query'].map((does) => ({ does: words(does), bodies: [1] })),
  });
  expect(asksOf(two).map(({ id, asks }) => `${id}: ${asks.en}`)).toEqual([
    'fast: fast',
    'work: Each request still does its own work: a query and a call.',
    'answers: Each answer still says what it said.',
  ]);
  const verdict = judgeRun(two, loaded, run);
  expect('checks' in verdict && verdict.checks.map(({ id, asks }) => ({ id, asks }))).toEqual(asksOf(two));
});

test('a wrong answer is recognised when all holds that it is recognised by', () => {
  const strict = { id: 'fast', holds: '1 > 2', asks: words(''), found: words('') };
  const wrong = (...when: string[]) => ({ id: when.join(), fails: ['fast'], when, says: words('') });
  const failed = judgeRun(
    { ...exercise(), conditions: [strict], wrong: [wrong('1 < 2', '2 < 1'), wrong('1 < 2')] },
    loaded,
    run,
  );
  expect(failed).toMatchObject({ kind: 'failed', recognised: { id: '1 < 2' } });
  expect(judgeRun({ ...exercise(), conditions: [strict], wrong: [] }, loaded, run)).toMatchObject({ recognised: null });
});

test('one side that hangs is enough', () => {
  const problem = { code: 'hang' as const, values: {}, hang: { waits: [], unnamed: 1 } };
  const hanging = withSides((side) => (side.id === 'django' ? { ...side, stopped: { problem, at: 1 } } : side));
  expect(judgeRun(exercise(), loaded, hanging)).toEqual({ kind: 'hangs' });
});

test('each load must have sent what it states', () => {
  const load = (name: string, requests: number): LabLoad => ({ name, path: '/orders/def', pattern: 'burst', requests });
  const two = { ...loaded, lab: { ...lab, load: [load('a', 60), load('b', 40)] } };
  const made = (first: number): Run => {
    const side = (raw: RawSide): RawSide => ({
      ...raw,
      requests: raw.requests.map(([, ...row], id) => [id < first ? 0 : 1, ...row]),
    });
    return assembleRun(two, [side(fastapi), side(django)]);
  };
  expect(judgeRun(exercise(), two, made(60)).kind).toBe('passed');
  expect(judgeRun(exercise(), two, made(59)).kind).toBe('not-stated');
});

describe('the work of a request', () => {
  const [first] = run.sides[0]?.requests ?? [];
  const spans = [
    spanOf('await', 0, 0.1, 'network'),
    spanOf('await', 0.1, 0.2, 'query, main.py:3'),
    spanOf('blocking', 0.2, 0.4, 'time.sleep, main.py:4'),
    spanOf('cpu', 0.4, 0.8, null),
    spanOf('lock', 0.8, 1, 'query, main.py:3'),
  ];

  test.each<[string, object, number]>([
    ['its own waiting, but not for the network', {}, 0.3],
    ['computing, where that is asked for', { states: ['cpu'] }, 0.4],
    ['what has one of the names', { on: ['asyncio', 'query'] }, 0.1],
    ['nothing, where nothing has the name', { states: ['cpu'], on: ['query'] }, 0],
  ])('is %s', (_, keep, least) => {
    const [required] = exercise({ keeps: [{ does: words('work'), seconds: 1, bodies: [1], ...keep }] }).keeps;
    if (!first || !required) throw new Error('nothing to check');
    expect(checkRequirement(required, { requests: [first], spans, calls: {} })).toMatchObject({ least, short: 1 });
  });

  test('may be short by what a timer is early, and no more', () => {
    const shortBy = (seconds: number): number => {
      const [required] = exercise({ keeps: [{ does: words('work'), seconds, bodies: [1] }] }).keeps;
      if (!first || !required) throw new Error('nothing to check');
      return checkRequirement(required, { requests: [first], spans, calls: {} }).short;
    };
    expect([shortBy(0.3), shortBy(0.300001), shortBy(0.300002)]).toEqual([0, 0, 1]);
  });
});

test('an answer counts from 200 on and below 400, and only where it came whole', () => {
  const [first] = run.sides[0]?.requests ?? [];
  const [required] = exercise({ keeps: [{ does: words('work'), refusals: [429], bodies: [1] }] }).keeps;
  if (!first || !required) throw new Error('nothing to check');
  const requests = [199, 200, 399, 400, 429, null].map((status) => ({ ...first, status, body: '1' }));
  const broken = [200, 429].map((status) => ({ ...first, status, body: '1', error: 'reset' as const }));
  expect(checkRequirement(required, { requests: [...requests, ...broken], spans: [], calls: {} })).toMatchObject({
    requests: 8,
    answered: 2,
    unanswered: 5,
    different: 5,
    least: Infinity,
  });
});

describe('sameBody', () => {
  test.each([
    ['{"a": 1, "b": [2]}', { b: [2], a: 1 }, true],
    ['{"a": 1}', { a: 1, b: 2 }, false],
    ['{"a": 1, "b": 2}', { a: 1 }, false],
    ['[]', {}, false],
    ['9.0', 9, true],
    ['null', null, true],
    ['plain', 'plain', true],
    ['not JSON', { a: 1 }, false],
    ['{"toString": 1}', {}, false],
  ])('%s', (body, stated, same) => {
    expect(sameBody(body, stated)).toBe(same);
  });

  test('JSON says the same however it is written', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) =>
        sameBody(JSON.stringify(value, null, 2), JSON.parse(JSON.stringify(value))),
      ),
    );
  });
});

test('a number that is not there is told as missing, and a unit that is none is refused', () => {
  expect(interpolate('en', 'It took {a.p95:seconds}.', {})).toBe('It took –.');
  expect(interpolate('en', '{a:share} of {b:count}', { a: 0.5, b: 3 })).toBe('50% of 3');
  expect(() => interpolate('en', '{a:furlongs}', { a: 1 })).toThrow(SyntaxError);
});
