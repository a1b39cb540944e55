/** Numbers as people read them: a unit that fits, and no more digits than mean something. */
import { expect, test } from 'vitest';
import { formatCount, formatRate, formatRatio, formatSeconds, formatShare } from '../../src/trace/format.ts';

const spaced = (text: string): string => text.replaceAll('\u00a0', ' ');

test.each([
  [0, '0 s', '0 秒'],
  [1234.5, '1,235 s', '1,235 秒'],
  [99.94, '99.9 s', '99.9 秒'],
  [0.13333, '0.133 s', '0.133 秒'],
  [0.1, '0.1 s', '0.1 秒'],
  [0.0999, '99.9 ms', '99.9 毫秒'],
  [0.0001, '0.1 ms', '0.1 毫秒'],
  [0.00003, '30 µs', '30 微秒'],
  [1e-9, '0.001 µs', '0.001 微秒'],
  [-0.05, '-50 ms', '-50 毫秒'],
])('%d s is %s', (seconds, en, zh) => {
  expect([formatSeconds('en', seconds), formatSeconds('zh-cn', seconds)].map(spaced)).toEqual([en, zh]);
});

test('a ratio has two digits, and is whole from ten on', () => {
  expect([1.25, 9.94, 10, 12.6, 1234].map((value) => formatRatio('en', value))).toEqual([
    '1.3',
    '9.9',
    '10',
    '13',
    '1,234',
  ]);
});

test('rates, counts and shares', () => {
  expect(spaced(formatRate('en', 39.96))).toMatch(/^40(?!\d)/);
  expect(spaced(formatRate('en', 333.3))).toMatch(/^333(?![\d.])/);
  expect(formatCount('en', 12_345.6)).toBe('12,346');
  expect([0.1234, 1].map((value) => formatShare('en', value))).toEqual(['12%', '100%']);
});
