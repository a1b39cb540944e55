/**
 * Characters that are not seen and change how others are read: those that turn the direction of text, that take no room, and control characters.
 * Code that somebody else wrote can hide behind them what it does, so they are shown by their numbers. Pure.
 */

/** Not those that join letters and emoji, which ordinary text needs. */
const unseen =
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffc]/gu;

/** For the editor, which marks most of them by itself. */
export const turning = /[\u202a-\u202e\u2066-\u2069]/gu;

const numberOf = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

export interface Piece {
  /** `number`: the number of a character that is not seen. */
  kind: 'text' | 'number';
  text: string;
}

/** The text in pieces, those that are not seen by their numbers. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const { 0: character, index } of text.matchAll(unseen)) {
    if (index > from) pieces.push({ kind: 'text', text: text.slice(from, index) });
    pieces.push({ kind: 'number', text: numberOf(character) });
    from = index + character.length;
  }
  if (from < text.length) pieces.push({ kind: 'text', text: text.slice(from) });
  return pieces;
}

/** The text with nothing in it that is not seen, for where only text can stand. */
export const spelled = (text: string): string => text.replace(unseen, (character) => `[${numberOf(character)}]`);
