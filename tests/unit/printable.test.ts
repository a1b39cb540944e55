import fc from 'fast-check';
import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { findPython } from '../../src/build/python.ts';
import { printable, printableJson, printableLine } from '../../src/cli/printable.ts';

/** What a terminal obeys, or what turns the order of text around, written without the words of the module. */
function isObeyed(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  const ranges: [number, number][] = [
    ...([
      [0, 0x1f],
      [0x7f, 0x9f],
      [0x61c, 0x61c],
      [0x200e, 0x200f],
    ] as [number, number][]),
    ...([
      [0x2028, 0x202e],
      [0x2066, 0x2069],
      [0xd800, 0xdfff],
      [0xfeff, 0xfeff],
    ] as [number, number][]),
  ];
  return ranges.some(([from, to]) => code >= from && code <= to);
}
const obeyed = (text: string): string[] => Array.from(text).filter(isObeyed);

/** Any characters, and often those that matter. */
const anyText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
      fc.constantFrom(
        '\x1b[31m',
        '\x1b]0;x\x07',
        '\x9b2J',
        '\u202e',
        '\u2066',
        '\u200f',
        '\ud800',
        '\udc00',
        '\n',
        '\t',
        '\r\n',
      ),
    ),
  )
  .map((parts) => parts.join(''));

describe('text for a terminal', () => {
  test('never holds what a terminal obeys', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(obeyed(printable(text)).filter((one) => one !== '\n' && one !== '\t')).toEqual([]);
        expect(obeyed(printableLine(text))).toEqual([]);
      }),
    );
  });

  test('spells it out and leaves the rest alone', () => {
    expect(printable('a\x1b]0;t\x07\x9b\u202eb\ud800\r\n\t\x7f')).toBe(
      'a\\x1b]0;t\\x07\\x9b\\u202eb\\ud800\\x0d\n\t\\x7f',
    );
    expect(printable('\u00ff\u0600 \u{e0041}')).toBe('ÿ\\u0600 \\U000e0041');
    expect(printableLine('one\ntwo\t')).toBe('one\\ntwo\\t');
    const plain = 'naïve 等在哪里 👩‍🚀 می‌خواهم "\\n" — ok';
    expect(printableLine(plain)).toBe(plain);
  });

  test('as JSON is the same value, and the same bytes where there is nothing to spell out', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.string()), (text) => {
        const json = JSON.stringify({ [text]: [text] });
        const safe = printableJson(json);
        expect(JSON.parse(safe)).toEqual(JSON.parse(json));
        expect(obeyed(safe)).toEqual([]);
        if (obeyed(json).length === 0 && !/\p{Cf}/u.test(json)) expect(safe).toBe(json);
      }),
    );
  });

  test('as JSON spells out in halves what is more than sixteen bits', () => {
    expect(printableJson('"\u{e0041}"')).toBe('"\\udb40\\udc41"');
  });

  test('is the same in a replay', async () => {
    const [program, ...words] = await findPython();
    // But for format characters that an older Python does not know yet.
    const known = anyText.filter((text) => !/[\u0890\u0891\u{13430}-\u{1345f}]/u.test(text));
    const texts = fc.sample(known, 200);
    const code = `import json, sys; sys.path[:0] = ["src/replay"]
from parts.printable import printable, printable_line
print(json.dumps([[printable(text), printable_line(text)] for text in json.load(sys.stdin)]))`;
    const answer = execFileSync(program, [...words, '-c', code], { input: JSON.stringify(texts), encoding: 'utf8' });
    expect(JSON.parse(answer)).toEqual(texts.map((text) => [printable(text), printableLine(text)]));
  });
});
