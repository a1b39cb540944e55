/** What the command's words mean, and its verdict on what a lab expects. What it does with them: cli.test.ts. */
import { describe, expect, test } from 'vitest';
import { parseArguments } from '../../src/cli/arguments.ts';
import { checkExpected } from '../../src/cli/check.ts';
import { run } from '../fixtures/first-run.ts';

describe('the words of the command', () => {
  const parsed = (words: string): unknown => {
    const result = parseArguments(words.split(' ').filter((word) => word !== ''));
    return result.kind === 'arguments' ? result.arguments : result;
  };
  const plain = { directories: ['a'], pretty: false, check: false, changes: [] };

  test.each([
    ['a', plain],
    ['--pretty a b', { ...plain, directories: ['a', 'b'], pretty: true }],
    ['a --check', { ...plain, check: true }],
    ['--change x a --change=y', { ...plain, changes: ['x', 'y'] }],
    ['--changes a --change x', { ...plain, changes: 'all' }],
    ['a --change', { kind: 'usage' }],
    ['a --change --check', { kind: 'usage' }],
    ['a --change=', { kind: 'usage' }],
    ['--change x', { kind: 'usage' }],
    ['', { kind: 'usage' }],
    ['-p a', { kind: 'unknown', option: '-p' }],
    ['a --checks', { kind: 'unknown', option: '--checks' }],
  ])('%j', (words, meant) => {
    expect(parsed(words)).toEqual(meant);
  });
});

describe('what is expected', () => {
  const check = (...expected: string[]) => checkExpected(run, expected, 'en');

  test('holds where every inequality does', () => {
    expect(check('fastapi.makespan < 1', 'fastapi.requests == 100')).toEqual({
      holds: true,
      lines: [
        'holds: fastapi.makespan < 1 (left 0.3, right 1)',
        'holds: fastapi.requests == 100 (left 100, right 100)',
      ],
    });
    expect(check('fastapi.makespan > 1', 'fastapi.requests == 100').holds).toBe(false);
    expect(check('fastapi.requests == 100', 'fastapi.makespan > 1').holds).toBe(false);
  });

  test('does not hold where a number is not there', () => {
    expect(check('nobody.makespan < 1 / 3')).toEqual({
      holds: false,
      lines: ['does not hold: nobody.makespan < 1 / 3 (left none, right 0.333333)'],
    });
  });

  test('is said to be nothing', () => {
    expect(check()).toEqual({ holds: true, lines: ['nothing is expected: there is no expect.'] });
  });
});
