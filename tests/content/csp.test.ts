import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { inlineScripts, withPolicy } from '../../src/build/csp.ts';

const page = (body: string) => `<!doctype html><html><head><meta charset="utf-8"></head><body>${body}</body></html>`;
const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

describe('the policy of a page', () => {
  it('allows exactly the inline scripts that the page has', () => {
    const script = ' let a = "<b>" && 1 > 0; ';
    const html = withPolicy(page(`<script>${script}</script><script src="/a.js"></script>`), 'a.html');
    expect(html).toContain(hashOf(script));
    expect(html.match(/'sha256-/g)).toHaveLength(1);
  });

  it('reads scripts as a browser does: not in comments, text or attributes', () => {
    expect(inlineScripts(page('<!-- <script>1</script> --><p title="<script>2</script>">&lt;script></p>'))).toEqual([]);
  });

  it('stands before anything it could block', () => {
    const html = withPolicy(page(''), 'a.html');
    expect(html.indexOf('Content-Security-Policy')).toBeLessThan(html.indexOf('</head>'));
    expect(html).toMatch(/<meta charset="utf-8"><meta http-equiv="Content-Security-Policy"/);
  });

  it('refuses a page that it cannot protect', () => {
    expect(() => withPolicy('<p>no head</p>', 'a.html')).toThrow('a.html');
  });
});
