/** Highlighted source as small data: what the build writes with Shiki and the page draws before (or without) an editor. */

/** The index is the number in a token; each has a colour `--code-<kind>` that the editor uses too. */
export const tokenKinds = ['plain', 'keyword', 'string', 'comment', 'function', 'constant'] as const;
export type TokenKind = (typeof tokenKinds)[number];

export type Token = readonly [kind: number, text: string];
export type TokenLine = readonly Token[];

export function textOf(lines: readonly TokenLine[]): string {
  return lines.map((line) => line.map(([, text]) => text).join('')).join('\n');
}

export function plainLines(text: string): TokenLine[] {
  return text.split('\n').map((line) => [[0, line]]);
}
