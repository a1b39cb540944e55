/** Whether what we ship may have a licence: an SPDX expression over a fixed list. What is not on the list, or no expression, is not allowed. */

const licences = new Set([
  ...['0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'bzip2-1.0.6', 'CC0-1.0', 'ISC', 'MIT'],
  ...['MIT-0', 'OFL-1.1', 'PSF-2.0', 'Python-2.0', 'Unicode-3.0', 'Unicode-DFS-2016', 'Unlicense', 'Zlib', 'blessing'],
  'LicenseRef-public-domain',
  // Of files that we ship as they are published; it asks for their source to be named, which the notice does.
  'MPL-2.0',
]);
const exceptions = new Set(['LLVM-exception']);

const token = /\s*([()]|[A-Za-z0-9.+-]+)/y;

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  let at = 0;
  while (text.slice(at).trim() !== '') {
    token.lastIndex = at;
    const found = token.exec(text)?.[1];
    if (found === undefined) throw new SyntaxError(text);
    tokens.push(found);
    at = token.lastIndex;
  }
  return tokens;
}

/** Of `A OR B` one must be allowed, of `A AND B` both; `WITH` binds most, `OR` least. */
export function isAllowed(expression: string): boolean {
  try {
    const tokens = tokensOf(expression);
    const take = (word: string): boolean => {
      if (tokens[0] !== word) return false;
      tokens.shift();
      return true;
    };
    const next = (): string => {
      const word = tokens.shift();
      if (word === undefined) throw new SyntaxError(expression);
      return word;
    };
    const one = (): boolean => {
      if (take('(')) {
        const inside = either();
        if (!take(')')) throw new SyntaxError(expression);
        return inside;
      }
      const known = licences.has(next());
      return take('WITH') ? exceptions.has(next()) && known : known;
    };
    const both = (): boolean => {
      let allowed = one();
      while (take('AND')) allowed = one() && allowed;
      return allowed;
    };
    const either = (): boolean => {
      let allowed = both();
      while (take('OR')) allowed = both() || allowed;
      return allowed;
    };
    const allowed = either();
    return tokens.length === 0 && allowed;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
