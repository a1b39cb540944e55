import { renderToStaticMarkup } from 'react-dom/server';
import { createElement } from 'react';
import { describe, expect, test } from 'vitest';
import { CodeLines } from '../../src/components/lab/CodeLines.tsx';
import { piecesOf, spelled } from '../../src/sandbox/unseen.ts';

/** Written by their numbers, so that nobody is misled by this file. */
const turned = [0x061c, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069];
const hidden = [0x00, 0x08, 0x1b, 0x7f, 0xad, 0x200b, 0x2028, 0x2060, 0xfeff];

describe('a character that is not seen', () => {
  test.each([...turned, ...hidden])('%i stands there by its number', (code) => {
    const number = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
    const text = `a${String.fromCodePoint(code)}b`;
    expect(spelled(text)).toBe(`a[${number}]b`);
    expect(piecesOf(text)).toEqual([
      { kind: 'text', text: 'a' },
      { kind: 'number', text: number },
      { kind: 'text', text: 'b' },
    ]);
    const drawn = renderToStaticMarkup(createElement(CodeLines, { lines: [[[0, text]]], marks: [] }));
    expect(drawn).toContain(number);
    expect(drawn).not.toContain(String.fromCodePoint(code));
  });

  test('is none in what people write', () => {
    const text = 'def 等(): # 👩‍💻 é\n\treturn "עברית"\r\n';
    expect(spelled(text)).toBe(text);
    expect(piecesOf(text)).toEqual([{ kind: 'text', text }]);
  });
});
