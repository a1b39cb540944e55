/**
 * Text for a terminal. What labs, their code and their names say is a stranger's text: it must neither move the cursor nor turn the order of a
 * line around. The same as src/replay/parts/printable.py.
 */

/**
 * Controls (escapes begin with one), format characters (some turn the order of text around), halves of pairs, separators of lines; but not
 * joiners, without which some scripts and pictures are misspelled.
 */
const unseen = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

const hex = (code: number, digits: number): string => code.toString(16).padStart(digits, '0');

function spelled(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x100) return `\\x${hex(code, 2)}`;
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

/** Lines stay lines and tabs tabs; every other unseen character is spelled out, such as \x1b or \u202e. */
export function printable(text: string): string {
  return text.replace(unseen, (character) => (/[\n\t]/.test(character) ? character : spelled(character)));
}

/** The same on one line. */
export function printableLine(text: string): string {
  return printable(text).replaceAll('\n', '\\n').replaceAll('\t', '\\t');
}

/**
 * JSON text that says the same and is safe to look at. JSON.stringify spells out but the oldest controls, and a terminal obeys others too;
 * where there are none, not a byte is changed.
 */
export function printableJson(json: string): string {
  return json.replace(unseen, (character) =>
    Array.from({ length: character.length }, (_, index) => `\\u${hex(character.charCodeAt(index), 4)}`).join(''),
  );
}
