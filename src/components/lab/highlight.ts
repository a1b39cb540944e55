/** Build only: Python source to tokens, with Shiki. Names of colours come out, not colours, so that both themes share one text. */
import { createCssVariablesTheme, createHighlighter, type Highlighter } from 'shiki';
import { tokenKinds, type TokenKind, type TokenLine } from './tokens.ts';

const kinds: Record<string, TokenKind> = {
  '--shiki-token-keyword': 'keyword',
  '--shiki-token-string': 'string',
  '--shiki-token-string-expression': 'string',
  '--shiki-token-comment': 'comment',
  '--shiki-token-function': 'function',
  '--shiki-token-constant': 'constant',
};

let highlighter: Promise<Highlighter> | undefined;

function kindOf(color: string | undefined): number {
  const name = /--shiki-[a-z-]+/.exec(color ?? '')?.[0] ?? '';
  return tokenKinds.indexOf(kinds[name] ?? 'plain');
}

/** One entry per line; joined again, the tokens are the source. */
export async function highlight(source: string): Promise<TokenLine[]> {
  highlighter ??= createHighlighter({ langs: ['python'], themes: [createCssVariablesTheme({ name: 'kinds' })] });
  const { tokens } = (await highlighter).codeToTokens(source, { lang: 'python', theme: 'kinds' });
  return tokens.map((line) => {
    const merged: [number, string][] = [];
    for (const { content, color } of line) {
      const kind = kindOf(color);
      const last = merged.at(-1);
      if (last?.[0] === kind) last[1] += content;
      else merged.push([kind, content]);
    }
    return merged;
  });
}
