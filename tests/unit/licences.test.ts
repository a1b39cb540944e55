import { describe, expect, test } from 'vitest';
import { isAllowed } from '../../src/build/licences/allowed.ts';
import { noticeOf, type NoticePart } from '../../src/build/licences/notice.ts';
import { directoryOf, packageDirectory, partOf } from '../../src/build/licences/packages.ts';

describe('isAllowed', () => {
  test.each([
    ['MIT', true],
    ['MIT OR GPL-3.0-only', true],
    ['GPL-3.0-only OR MIT', true],
    ['MIT AND BSD-3-Clause', true],
    ['MIT AND GPL-3.0-only', false],
    ['(MIT OR Apache-2.0) AND Unicode-3.0', true],
    ['(MIT OR Apache-2.0) AND GPL-2.0-only', false],
    // AND binds more than OR.
    ['MIT OR GPL-2.0-only AND LGPL-2.1-only', true],
    ['GPL-2.0-only AND LGPL-2.1-only OR MIT', true],
    ['Apache-2.0 WITH LLVM-exception', true],
    ['GPL-2.0-only WITH LLVM-exception', false],
    ['Apache-2.0 WITH Commons-Clause', false],
    ['SEE LICENSE IN ./LICENSE', false],
    ['UNLICENSED', false],
    ['mit', false],
    ['MIT License', false],
    ['MIT OR', false],
    ['(MIT', false],
    ['MIT)', false],
    ['MIT, ISC', false],
    ['', false],
  ])('%s', (expression, allowed) => {
    expect(isAllowed(expression)).toBe(allowed);
  });
});

const part = (changes: Partial<NoticePart> = {}): NoticePart => ({
  name: 'one',
  version: '1.0',
  licence: 'MIT',
  source: 'https://example.org',
  texts: ['Use it\nas you like.'],
  ...changes,
});

describe('a notice', () => {
  test('names every part, and has each text once however it is broken into lines', () => {
    const two = part({ name: 'two', version: '', texts: ['Use it as\nyou like.\n'] });
    const notice = noticeOf('Intro', [
      ['Here', [part()]],
      ['There', [two]],
    ]);
    expect(notice).toContain('Here:\n- one 1.0: MIT. https://example.org\n');
    expect(notice).toContain('There:\n- two: MIT. https://example.org\n');
    expect(notice).toContain('one 1.0, two\n');
    expect(notice.match(/you like/g)).toHaveLength(1);
  });

  test.each([
    ['no licence', { licence: '' }],
    ['GPL-3.0-only', { licence: 'GPL-3.0-only' }],
    ['no licence text', { texts: [' \n'] }],
  ])('is refused, by the name of the part, for %s', (why, changes) => {
    const wrong = part({ name: 'wrong', ...changes });
    expect(() => noticeOf('', [['All', [part(), wrong]]])).toThrow(`wrong 1.0: ${why}`);
  });
});

describe('packages', () => {
  test('what is not open source may not be shipped', () => {
    const nodebox = partOf(directoryOf('@codesandbox/nodebox'));
    expect(() => noticeOf('', [['All', [nodebox]]])).toThrow('@codesandbox/nodebox');
  });

  test('a module is of the innermost package that it lies in, or one’s own', () => {
    const react = directoryOf('react');
    expect(packageDirectory(`${react}/index.js`)).toBe(react);
    expect(packageDirectory(`\0${react}/index.js?commonjs-proxy`)).toBe(react);
    expect(packageDirectory(`${directoryOf('@codemirror/state')}/dist/index.js`)).toBe(
      directoryOf('@codemirror/state'),
    );
    expect(packageDirectory('\0vite/preload-helper.js')).toBe(directoryOf('vite'));
    expect(packageDirectory(`${process.cwd()}/src/i18n/i18n.ts`)).toBeNull();
    expect(() => packageDirectory('\0of-nobody')).toThrow('of-nobody');
  });

  test('what comes without a text of its licence has one all the same', () => {
    for (const name of ['pagefind', '@pagefind/default-ui', '@stitches/core', 'static-browser-server']) {
      expect(() => noticeOf('', [['All', [partOf(directoryOf(name))]]])).not.toThrow();
    }
  });
});
