/** What a module of ours is made of: the files that it imports, they import, and so on, as far as they are ours. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** `import … from './x.ts'`, `export … from`, a bare import; types are erased before anything runs, and left out. */
const imports = /^(?:import(?! type)|export(?! type))\s(?:[^'"]*?\sfrom\s+)?'(\.[^']+\.ts)'/gm;

/** Paths of `entry` and everything below it, in the order of their names. */
export function moduleGraph(entry: string): string[] {
  const found = new Set<string>();
  function visit(file: string): void {
    if (found.has(file)) return;
    found.add(file);
    for (const [, path = ''] of readFileSync(file, 'utf8').matchAll(imports)) visit(join(dirname(file), path));
  }
  visit(entry);
  return [...found].sort();
}
