/**
 * Gives every built page a Content-Security-Policy that a plain static host cannot send as a header.
 * Astro's own `security.csp` does not know Starlight's inline scripts, so they are hashed here, from the finished files.
 */
import { createHash } from 'node:crypto';
import { glob, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { parse, type DefaultTreeAdapterTypes } from 'parse5';

export function contentSecurityPolicy(): AstroIntegration {
  return {
    name: 'waitlab:csp',
    hooks: {
      'astro:build:done': async ({ dir, logger }) => {
        const root = fileURLToPath(dir);
        let pages = 0;
        for await (const file of glob('**/*.html', { cwd: root })) {
          const path = join(root, file);
          await writeFile(path, withPolicy(await readFile(path, 'utf8'), file));
          pages += 1;
        }
        logger.info(`wrote a policy into ${String(pages)} pages`);
      },
    },
  };
}

/** The page with its policy as the first thing after the character set, before anything it could block. */
export function withPolicy(html: string, file: string): string {
  const charset = /<meta charset="?utf-8"?\s*\/?>/i;
  if (!charset.test(html)) throw new Error(`${file}: no <meta charset="utf-8"> to put the policy after`);
  const policy = policyFor(inlineScripts(html));
  return html.replace(charset, (meta) => `${meta}<meta http-equiv="Content-Security-Policy" content="${policy}">`);
}

/** The text of every inline script that a browser would run, exactly as it stands between the tags. */
export function inlineScripts(html: string): string[] {
  const scripts: string[] = [];
  const visit = (node: DefaultTreeAdapterTypes.ParentNode): void => {
    for (const child of node.childNodes) {
      if (!('tagName' in child)) continue;
      if (child.tagName === 'script' && !child.attrs.some(({ name }) => name === 'src')) {
        scripts.push(child.childNodes.map((text) => ('value' in text ? text.value : '')).join(''));
      }
      visit(child);
    }
  };
  visit(parse(html));
  return scripts;
}

function policyFor(scripts: string[]): string {
  const hashes = new Set(scripts.map((text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`));
  return [
    "default-src 'none'",
    ["script-src 'self' 'wasm-unsafe-eval'", ...hashes].join(' '),
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self' data:",
    "worker-src 'self' blob:",
    "manifest-src 'self'",
    "frame-src 'none'",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'none'",
  ].join('; ');
}
