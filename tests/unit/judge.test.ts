import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Run, SideRun } from '../../src/lab/contract.ts';
import { exerciseSchema, type Exercise } from '../../src/learn/exercise.ts';
import { judgeRun } from '../../src/learn/judge.ts';
import { keptBy, sameBody } from '../../src/learn/keeps.ts';
import { tell } from '../../src/learn/tell.ts';
import { assembleRun } from '../../src/trace/assemble.ts';
import { anySide } from '../fixtures/any-side.ts';
import { lab, run } from '../fixtures/first-run.ts';

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
  verdict.kind === 'not-run' ? ['not-run'] : verdict.checks.filter(({ holds }) => !holds).map(({ id }) => id);

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

  test('calls of a service are counted by what the service wrote', () => {
    const keeps = [{ does: words('a call'), calls: { stock: 1 }, bodies: [{ orders: [] }] }];
    const services = [{ id: 'stock', name: 'Stock', directory: 'stock', command: 'uvicorn main:app --port 8001' }];
    const line = 'INFO:     127.0.0.1:1 - "GET /x HTTP/1.1" 200 OK\n';
    const answered = (count: number) => withSides((side) => ({ ...side, output: { '0': line.repeat(count) } }));
    const beside = { ...loaded, lab: { ...lab, services } };
    expect(failing(judgeRun(exercise({ keeps }), beside, answered(99)))).toEqual(['work']);
    expect(failing(judgeRun(exercise({ keeps }), beside, answered(100)))).toEqual([]);
  });

  test('passes exactly when every check holds, for any run', () => {
    fc.assert(
      fc.property(anySide, anySide, (fastapi, django) => {
        const verdict = judgeRun(exercise(), loaded, assembleRun(loaded, [fastapi, django]));
        expect(verdict.kind === 'passed').toBe(failing(verdict).length === 0);
        if (verdict.kind === 'not-run') return;
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
            return keep ? keptBy(keep, side, {}).short : 0;
          };
          expect(short(seconds * times)).toBeGreaterThanOrEqual(short(seconds));
        },
      ),
    );
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
  expect(tell('en', 'It took {a.p95:seconds}.', {})).toBe('It took –.');
  expect(tell('en', '{a:share} of {b:count}', { a: 0.5, b: 3 })).toBe('50% of 3');
  expect(() => tell('en', '{a:furlongs}', { a: 1 })).toThrow(SyntaxError);
});
