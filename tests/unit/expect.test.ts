import { describe, expect, test } from 'vitest';
import { checkExpectation, evaluate, judge, metricsTree, parseExpression } from '../../src/trace/expect.ts';
import { run } from '../fixtures/first-run.ts';

const tree = metricsTree(run);

describe('expectations', () => {
  test.each([
    ['django.makespan > 5 * fastapi.makespan', true],
    ['django.makespan > 9 * fastapi.makespan', false],
    ['fastapi.makespan <= 0.3', true],
    ['fastapi.p95 == fastapi.latency.p95', true],
    ['(django.makespan - fastapi.makespan) / 2 >= 1.1', true],
    ['django.errors == 0', true],
    ['django.errors != 0', false],
    ['-1 < django.errors', true],
    ['django.concurrency.processes == 4', true],
    ['django.latency.nothing != 0', false],
    ['0 < django.nothing', false],
    ['1 < 1', false],
    ['1 <= 1', true],
    ['1 > 1', false],
    ['1 >= 1', true],
    ['1 == 2', false],
    ['1 != 2', true],
    ['  2.5e+2==250  ', true],
    ['1e-3 * 1e3 == 1', true],
    ['-(1 + 2) == 2 * -1.5', true],
  ])('%s: %s', (text, holds) => {
    expect(judge(text, tree).holds).toBe(holds);
  });

  test('multiplication binds closer than addition, and both go from left to right', () => {
    expect(evaluate(parseExpression('1 + 2 * 3 - 8 / 4 / 2'), {})).toBe(6);
  });

  test('ids may have hyphens and begin with digits', () => {
    const sides = { 'two-workers': { makespan: 2 }, '4-workers': { makespan: 1 } };
    expect(judge('two-workers.makespan - 4-workers.makespan == 1', sides).holds).toBe(true);
    expect(checkExpectation('two-workers.makespan > 4-workers.makespan', ['two-workers', '4-workers'], [])).toBeNull();
  });

  test.each([
    ['django.makespan', ''],
    ['django.makespan > ', ''],
    ['django.makespan = 3', '= 3'],
    ['flask.makespan > 1', 'flask.makespan'],
    ['django.makspan > 1', 'django.makspan'],
    ['django.loads.probe.p95 > 1', 'django.loads.probe.p95'],
    ['(django.makespan > 1', '>'],
    [`${'('.repeat(5000)}1 > 1`, '('],
    ['process.exit() > 1', '('],
    ['1 > 1 2', '2'],
    ['1 > 1 > 1', '>'],
    ['() > 1', ')'],
    ['(1 1) > 1', '1'],
    ['1 ? 1', '? 1'],
    ['fastapi.p95 > 1 * django.mean.max', 'django.mean.max'],
    ['1 > -flask.makespan', 'flask.makespan'],
    ['fastapi > 1', 'fastapi'],
    ['fastapi.latency > 1', 'fastapi.latency'],
    ['fastapi.loads > 1', 'fastapi.loads'],
    ['p95.makespan > 1', 'p95.makespan'],
  ])('%.40s names what is not understood', (text, piece) => {
    // The end, where something is missing there, is named by all of it.
    expect(checkExpectation(text, ['fastapi', 'django'], [])).toBe(piece === '' ? text : piece);
  });

  test('parentheses and signs lie in each other fifty deep, and no deeper', () => {
    const nested = (depth: number): string => `${'('.repeat(depth)}1${')'.repeat(depth)} == ${'-'.repeat(depth)}1`;
    expect(judge(nested(48), {}).holds).toBe(true);
    expect(checkExpectation(nested(49), [], [])).toBeNull();
    expect(checkExpectation(nested(50), [], [])).toBe('(');
    // What is closed again counts no more.
    expect(judge(`${'(1) + '.repeat(60)}1 == 61`, {}).holds).toBe(true);
  });

  test('a side may be called as a metric is, and a side’s name stands for nothing by itself', () => {
    expect(judge('max.p95 == 1', { max: { latency: { p95: 1 } } })).toEqual({ holds: true, left: 1, right: 1 });
    expect(judge('a > 0', { a: { makespan: 1 } })).toEqual({ holds: false, left: NaN, right: 0 });
    expect(checkExpectation('max.p95 == max.latency.p95', ['max'], [])).toBeNull();
    // A text or nothing is no number, and has nothing below it.
    for (const value of ['1', null, 1]) expect(judge('a.p95.x > 0', { a: { p95: value } }).left).toBeNaN();
    expect(judge('a.name == 1', { a: { name: '1' } }).left).toBeNaN();
  });

  test('a named load has metrics of its own', () => {
    expect(checkExpectation('django.loads.probe.p95 > 1', ['django'], ['probe'])).toBeNull();
    expect(checkExpectation('django.loads.other.p95 > 1', ['django'], ['probe'])).toBe('django.loads.other.p95');
    expect(checkExpectation('django.loads.probe > 1', ['django'], ['probe'])).toBe('django.loads.probe');
  });

  test('nothing but own keys is read', () => {
    expect(judge('a.constructor.length > 0', { a: {} }).holds).toBe(false);
  });
});
