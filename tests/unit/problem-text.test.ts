import { describe, expect, test } from 'vitest';
import { isUiKey, locales, translate } from '../../src/i18n/i18n.ts';
import { problemCodes } from '../../src/contract/problem.ts';
import { problemLine, problemText } from '../../src/contract/problem-text.ts';

describe('problems in words', () => {
  test('every problem has a cause and a next step, in each language', () => {
    const keys = problemCodes.flatMap((code) => [`problem.${code}`, `problem.${code}.next`]);
    expect(keys.filter((key) => !isUiKey(key))).toEqual([]);
    const broken = problemCodes.flatMap((code) =>
      locales.flatMap((locale) => {
        const { cause, next } = problemText(locale, { code, values: {} });
        const isSaid = /[.。}：]$|\{message\}$/.test(cause) && next.length > 5;
        return isSaid ? [] : [{ code, locale, cause, next }];
      }),
    );
    expect(broken).toEqual([]);
  });

  test('place, cause and next step on one line', () => {
    const problem = {
      code: 'wrong-value' as const,
      values: { key: 'load.requests', expected: 'at-least', limit: 1, found: '0' },
      file: 'lab.yaml',
      line: 4,
    };
    expect(problemLine('en', problem)).toBe(
      'lab.yaml, line 4: load.requests is 0; expected at least 1. Change the value.',
    );
    expect(problemLine('zh-cn', problem)).toBe(
      'lab.yaml 第 4 行：load.requests 的值是 0，应为不小于 1 的数。请修改这个值。',
    );
  });

  test('a side and a reason', () => {
    const problem = {
      code: 'option-refused' as const,
      values: { option: '--reload', reason: 'reload' },
      side: 'django',
    };
    expect(problemLine('en', problem)).toBe(
      'django: --reload can mean nothing here: the files do not change during a run. Remove it; on a real machine it works.',
    );
  });

  test.each([
    [{}, null],
    [{ line: 3 }, null],
    [{ side: 'django' }, 'django'],
    [{ file: 'main.py' }, 'main.py'],
    [{ file: 'main.py', line: 3 }, 'main.py, line 3'],
    [{ side: 'django', file: 'main.py' }, 'django: main.py'],
    [{ side: 'django', file: 'main.py', line: 3 }, 'django: main.py, line 3'],
  ])('the place of %j is %j', (where, place) => {
    expect(problemText('en', { code: 'start-silent', values: {}, ...where }).place).toBe(place);
  });

  test('why something cannot be taken in', () => {
    expect(problemText('en', { code: 'yaml-unbounded', values: { why: 'deep' } }).cause).toBe(
      'This YAML cannot be taken in: it is nested too deeply.',
    );
  });

  test('the document itself, where no key leads to what is wrong', () => {
    const values = { key: '', expected: 'mapping', found: '3' };
    expect(problemText('en', { code: 'wrong-value', values }).cause).toContain(translate('en', 'problem.document'));
  });

  test('a reason without words of its own is shown as it is', () => {
    const problem = { code: 'option-refused' as const, values: { option: '-x', reason: 'no such thing' } };
    expect(problemText('en', problem).cause).toBe('-x can mean nothing here: no such thing.');
  });
});
