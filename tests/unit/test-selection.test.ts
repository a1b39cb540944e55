/** What `npm test -- …` takes for a part, a file or a test's name, and what it says when it takes it for none. */
import { describe, expect, test } from 'vitest';
import { selectTests } from '../../src/build/test-selection.ts';

const folders = {
  lint: [],
  unit: ['tests/unit', 'tests/content'],
  site: ['tests/content/site'],
  world: ['tests/world'],
};
const select = (...words: string[]) => selectTests(words, folders, '.');

describe('what is to be tested', () => {
  test('is all of it where nothing is named', () => {
    expect(select()).toEqual(Object.keys(folders).map((part) => [part, { paths: [], name: null }]));
  });

  test('is a part, whole', () => {
    expect(select('world', 'lint')).toEqual([
      ['world', { paths: [], name: null }],
      ['lint', { paths: [], name: null }],
    ]);
  });

  test('is a file or a folder, of the part that it lies in, however deep', () => {
    expect(select('tests/unit/trace.test.ts', 'tests/content/site', 'tests/unit/expect.test.ts')).toEqual([
      ['unit', { paths: ['tests/unit/trace.test.ts', 'tests/unit/expect.test.ts'], name: null }],
      ['site', { paths: ['tests/content/site'], name: null }],
    ]);
    for (const words of [
      ['unit', 'tests/unit/trace.test.ts'],
      ['tests/unit/trace.test.ts', 'unit'],
    ])
      expect(select(...words)).toEqual([['unit', { paths: ['tests/unit/trace.test.ts'], name: null }]]);
  });

  test('is written from where the reader stands', () => {
    expect(selectTests(['../unit/trace.test.ts'], folders, 'tests/world')).toEqual([
      ['unit', { paths: ['tests/unit/trace.test.ts'], name: null }],
    ]);
  });

  test('may be those tests only that have a word in their name', () => {
    expect(select('-t', 'nearest rank', 'tests/unit/trace.test.ts')).toEqual([
      ['unit', { paths: ['tests/unit/trace.test.ts'], name: 'nearest rank' }],
    ]);
  });
});

describe('what is not understood', () => {
  test.each([
    [['nothing'], 'There is no part and no file "nothing".'],
    [['tests/unit/nothing.test.ts'], 'There is no part and no file "tests/unit/nothing.test.ts".'],
    [['src/contract'], 'No part runs tests of src/contract.'],
    [['tests/unitary'], 'There is no part and no file "tests/unitary".'],
    [['--watch'], 'There is no option --watch.'],
    [['unit', '-t'], '"-t" needs a part of the name of a test after it.'],
    [['-t', 'rank'], '"-t" alone would start every part for it.'],
  ])('%j is said', (words, said) => {
    expect(() => select(...words)).toThrow(said);
    expect(() => select(...words)).toThrow(
      expect.objectContaining({ next: expect.stringContaining('lint, unit, site, world') as string }),
    );
  });
});
