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
  ])('%.40s names what is not understood', (text, piece) => {
    const found = checkExpectation(text, ['fastapi', 'django'], []);
    expect(found).not.toBeNull();
    if (piece !== '') expect(found).toContain(piece);
  });

  test('a named load has metrics of its own', () => {
    expect(checkExpectation('django.loads.probe.p95 > 1', ['django'], ['probe'])).toBeNull();
  });

  test('nothing but own keys is read', () => {
    expect(judge('a.constructor.length > 0', { a: {} }).holds).toBe(false);
  });
});
